/** The tables in the output of `go test -json`: every line that begins with a bar, in order. */
export function goTables(output: string): string {
  return output
    .split('\n')
    .filter((line) => line.includes('"Output":"| '))
    .map((line) => (JSON.parse(line) as { readonly Output: string }).Output)
    .join('')
}
