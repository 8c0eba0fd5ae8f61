/** What a server that goes down says to every new request. */
export const DRAINING = {
  status: 503,
  message: 'The server is shutting down and takes no new streams.',
  retryAfterS: 5,
} as const
