/** What a POSIX shell takes for one word, whatever is in it. */
const quoted = (text: string): string => (/^[\w.=:@/+-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`)

/** A command line of these words; a value that nobody may know is left for its reader to fill in. */
export const commandLine = (words: readonly string[]): string => words.map(quoted).join(' ')

/** The same request from anywhere, with a token in `LYCEUM_TOKEN`. */
export function curlCall(url: string, body: Readonly<Record<string, unknown>> | URLSearchParams): string {
  const isForm = body instanceof URLSearchParams
  const data = isForm
    ? [...body].map(([name, value]) => `--data-urlencode ${quoted(`${name}=${value}`)}`)
    : [`-H 'content-type: application/json'`, `-d ${quoted(JSON.stringify(body))}`]
  return [`curl -H "Authorization: Bearer $LYCEUM_TOKEN"`, ...data, quoted(url)].join(' \\\n  ')
}
