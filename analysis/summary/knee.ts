/** Where the capacity of a route lies, by a ramp of steps with more and more starts a second. */
export interface Knee {
  readonly scenario: string
  readonly route: string
  /** The most starts a second that were served all through their step; absent where none was. */
  readonly servedPerSecond?: number
  /** Tokens a second while they were. */
  readonly tokensPerSecond?: number
  /** The first step that was more than is served; absent where the ramp ended before. */
  readonly unstablePerSecond?: number
}
