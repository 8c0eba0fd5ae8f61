/** True when the host of a URL is this machine itself: nobody else is put under load, and nothing is billed. */
export function isLoopback(url: string): boolean {
  const { hostname } = new URL(url)
  if (hostname === 'localhost' || hostname.endsWith('.localhost') || hostname === '[::1]')
    return true
  return /^127\.\d+\.\d+\.\d+$/u.test(hostname) || hostname.startsWith('[::ffff:7f')
}
