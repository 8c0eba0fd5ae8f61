import { single } from '../options/option.ts'
import { remoteWrite } from './remote-write.ts'

/** `--prometheus URL` */
export const PROMETHEUS_OPTION = single({
  group: 'Results:',
  takes: 'URL',
  shows: 'write metrics to this Prometheus, or other remote-write receiver, while it runs',
  parse: remoteWrite,
})
