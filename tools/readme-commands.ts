/** The command lines of all `sh` blocks of a Markdown text, in order. */
export function readmeCommands(markdown: string): string[] {
  const blocks = markdown.matchAll(/^```sh\n([\s\S]*?)^```$/gmu)
  return [...blocks].flatMap(([, text = '']) => text.trim().split('\n'))
}
