import type { Provenance } from './record.ts'

/** What to cite for a run: the method, where its plugin says what describes it, and the software that ran it. */
export function citationsOf({ tool, madeWith, finishedAt, askedAt, url }: Provenance): string[] {
  const year = (finishedAt ?? askedAt).slice(0, 4)
  const [house = madeWith] = madeWith.split(',')
  const software = `${tool.name ?? tool.id}${tool.version === null ? '' : ` ${tool.version}`}, run with ${house}, ${year}, ${url}`
  return [...(tool.citation === null ? [] : [tool.citation]), software]
}

/** The same for a reference manager. */
export function bibtexOf(record: Provenance): string {
  const { tool, url, finishedAt, askedAt, madeWith } = record
  const key = tool.id.replace(/[^A-Za-z0-9]+/g, '-')
  const year = (finishedAt ?? askedAt).slice(0, 4)
  const doi = /\b10\.\d{4,9}\/[^\s,;]*[^\s,;.]/.exec(tool.citation ?? '')?.[0]
  const method =
    tool.citation === null
      ? ''
      : entry('misc', `${key}-method`, { title: tool.title, note: tool.citation, ...(doi !== undefined && { doi }) })
  const software = {
    title: tool.title,
    ...(tool.version !== null && { version: tool.version }),
    note: `Run with ${madeWith}`,
    year,
    url,
  }
  return `${method}${entry('software', key, software)}`
}

const entry = (type: string, key: string, fields: Readonly<Record<string, string>>): string =>
  `@${type}{${key},\n${Object.entries(fields)
    .map(([name, value]) => `  ${name} = {${escaped(value, name)}},\n`)
    .join('')}}\n`

/** Braces that close nothing would end a field; what TeX takes for a command is shown as itself, but for addresses. */
const escaped = (text: string, name: string): string =>
  name === 'url' || name === 'doi'
    ? text.replace(/[{}\s]/g, '')
    : text.replace(/[{}\\]/g, '').replace(/([&%$#_])/g, '\\$1')
