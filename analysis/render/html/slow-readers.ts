import type { SlowReaderFigures } from '../../summary/slow-readers.ts'
import type { Summary } from '../../summary/summary.ts'
import { duration, whole } from '../numbers.ts'
import { bytesText } from '../../detect/bytes-text.ts'
import { type Markup, markup, NOTHING } from './markup.ts'
import { routeTag } from './view.ts'

/** What slow readers did: to the server, to what lies between, and to the streams beside them. A card for each speed and route. */
export function slowReadersPanel(summary: Summary): Markup {
  const { slowReaders = [] } = summary
  if (slowReaders.length === 0) return NOTHING
  const most = Math.max(1, ...slowReaders.map((row) => totalBytes(placesOf(row))))
  return markup`<div class="cards wide">${slowReaders.map((row) => card(summary, row, most))}</div>`
}

function card(summary: Summary, row: SlowReaderFigures, most: number): Markup {
  return markup`<article class="card"><h3>${routeTag(summary, row.route)} <small>${asked(row)}</small></h3>${bystanders(row)}<dl class="pairs">${[
    fact('server blocked', blocked(row)),
    fact('reader kept away', row.withheldMs === undefined ? undefined : duration(row.withheldMs)),
    fact('given up by the server', ofStreams(row, row.abortedStreams)),
    fact('written to the end, unread', ofStreams(row, row.swallowedStreams)),
  ]}</dl>${held(row, most)}</article>`
}

function asked({ streams, bytesPerSecond, receiveBufferBytes }: SlowReaderFigures): string {
  return [
    `${whole(streams)} streams`,
    ...(bytesPerSecond === undefined ? [] : [`${bytesText(bytesPerSecond)}/s`]),
    ...(receiveBufferBytes === undefined ? [] : [`buffer ${bytesText(receiveBufferBytes)}`]),
  ].join(', ')
}

function bystanders(row: SlowReaderFigures): Markup {
  const { bystanderGapRatio: ratio, bystanderGapLowRatio: low, bystanderGapHighRatio: high } = row
  if (ratio === undefined) return NOTHING
  const interval =
    low === undefined || high === undefined ? '' : `[${low.toFixed(2)}, ${high.toFixed(2)}]`
  return markup`<div class="stat"><span>gaps of the streams beside them</span><span class="big">\u00d7${ratio.toFixed(2)}</span><span class="more"><span>of ${whole(row.bystanderPairs ?? 0)} pairs of streams</span><span>${interval}</span></span></div>`
}

function blocked({ blockedStreams, blockedMs, streams }: SlowReaderFigures): string | undefined {
  if (blockedStreams === undefined) return undefined
  const length = blockedMs === undefined ? '' : `, ${duration(blockedMs)}`
  return `${whole(blockedStreams)} of ${whole(streams)}${length}`
}

const ofStreams = ({ streams }: SlowReaderFigures, count: number | undefined): string | undefined =>
  count === undefined ? undefined : `${whole(count)} of ${whole(streams)}`

function fact(name: string, value: string | undefined): Markup {
  return value === undefined ? NOTHING : markup`<div><dt>${name}</dt><dd>${value}</dd></div>`
}

interface Place {
  readonly name: string
  readonly bytes: number
  readonly style: string
}

/** Where the bytes of one stream wait that the reader has not taken. */
function placesOf(row: SlowReaderFigures): readonly Place[] {
  const { absorbedBytes, absorbedByKernelBytes: kernel, absorbedByProxyBytes: proxy } = row
  const between: readonly Place[] =
    kernel === undefined || proxy === undefined
      ? [{ name: 'on the way', bytes: absorbedBytes ?? 0, style: 'h0' }]
      : [
          { name: 'kernels', bytes: kernel, style: 'h0' },
          { name: 'proxy', bytes: proxy, style: 'h1' },
        ]
  return [...between, { name: 'server', bytes: row.maxQueuedBytes ?? 0, style: 'h2' }].filter(
    ({ bytes }) => bytes > 0,
  )
}

const totalBytes = (places: readonly Place[]): number =>
  places.reduce((sum, { bytes }) => sum + bytes, 0)

/** The places as a bar, on one scale for all cards. */
function held(row: SlowReaderFigures, most: number): Markup {
  const shown = placesOf(row)
  if (shown.length === 0) return NOTHING
  const words = shown.map(({ name, bytes }) => `${name} ${bytesText(bytes)}`).join(', ')
  return markup`<p class="small held">Unread bytes of one stream: ${shown.map(
    ({ name, bytes, style }, at) =>
      markup`${at === 0 ? '' : ', '}<span class="sw ${style}"></span>${name} ${bytesText(bytes)}`,
  )}</p><div class="bar" role="img" aria-label="${words}">${shown.map(
    ({ bytes, style }) =>
      markup`<i class="${style}" style="flex:${((100 * bytes) / most).toFixed(2)} 0 0"></i>`,
  )}<span style="flex:${(100 * (1 - totalBytes(shown) / most)).toFixed(2)} 0 0"></span></div>`
}
