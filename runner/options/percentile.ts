/** `p95`, `p99.9` as 0..1; undefined for anything else, p0 and p100 among it. */
export function percentileOf(text: string): number | undefined {
  const [, digits] = /^p(\d{1,2}(?:\.\d+)?)$/u.exec(text) ?? []
  // Shifted as text: 99.9 / 100 is not the double nearest to 0.999.
  return digits === undefined || Number(digits) === 0 ? undefined : Number(`${digits}e-2`)
}
