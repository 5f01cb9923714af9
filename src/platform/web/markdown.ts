import { type Html, html, safeUrl } from './html.ts'

/**
 * Reads the Markdown of our own documents: headings, paragraphs, lists, tables, quotes, fenced code, footnotes, and in a
 * line code, bold, emphasis, what is struck out, links, bare web addresses and our own pictures. HTML in the text stays text, since everything is built by the escaping
 * template.
 */
export function markdown(text: string): Html[] {
  const lines = text.split(/\r?\n/)
  const blocks: Html[] = []
  for (let at = 0; at < lines.length; ) {
    const { block, end } = readBlock(lines, at)
    if (block !== undefined) blocks.push(block)
    at = end
  }
  return blocks
}

/** The first heading, without its marks. */
export const titleOf = (text: string): string => /^# (.+)$/m.exec(text)?.[1]?.trim() ?? ''

type Read = Readonly<{ block: Html | undefined; end: number }>

function readBlock(lines: readonly string[], at: number): Read {
  const line = lines[at] ?? ''
  if (line.trim() === '') return { block: undefined, end: at + 1 }
  if (line.startsWith('```')) return readCode(lines, at)
  const heading = /^(#{1,4}) (.+)$/.exec(line)
  if (heading) return { block: headingOf(heading[1]?.length ?? 1, heading[2] ?? ''), end: at + 1 }
  if (line.startsWith('|')) return readTable(lines, at)
  if (/^(?:[-*]|\d+\.) /.test(line)) return readList(lines, at)
  const note = /^\[\^([\w-]{1,50})\]: (.+)$/.exec(line)
  if (note) return { block: footnote(note[1] ?? '', note[2] ?? ''), end: at + 1 }
  return readParagraph(lines, at)
}

function headingOf(level: number, text: string): Html {
  const id = text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '')
  if (level === 1) return html`<h1 id="${id}">${inline(text)}</h1>`
  if (level === 2) return html`<h2 id="${id}">${inline(text)}</h2>`
  return html`<h3 id="${id}">${inline(text)}</h3>`
}

function readCode(lines: readonly string[], at: number): Read {
  const close = lines.indexOf('```', at + 1)
  const end = close < 0 ? lines.length : close
  return { block: html`<pre tabindex="0"><code>${lines.slice(at + 1, end).join('\n')}</code></pre>`, end: end + 1 }
}

function readTable(lines: readonly string[], at: number): Read {
  const end = endOf(lines, at, (line) => line.startsWith('|'))
  const [head = [], , ...rows] = lines.slice(at, end).map(cellsOf)
  const block = html`<div class="table-responsive"><table><thead><tr>${head.map((cell) => html`<th scope="col">${inline(cell)}</th>`)}</tr></thead>
    <tbody>${rows.map((row) => html`<tr>${row.map((cell) => html`<td>${inline(cell)}</td>`)}</tr>`)}</tbody></table></div>`
  return { block, end }
}

const cellsOf = (line: string): string[] =>
  line
    .replace(/^\|\s?|\s?\|\s*$/g, '')
    .split(/(?<!\\)\|/)
    .map((cell) => cell.replaceAll('\\|', '|').trim())

/** Items may go on in indented lines; lists inside lists are shown as items of the outer one. */
function readList(lines: readonly string[], at: number): Read {
  const end = endOf(lines, at, (line) => /^(?:\s*(?:[-*]|\d+\.) |\s+\S)/.test(line))
  const items: string[] = []
  for (const line of lines.slice(at, end)) {
    const item = /^\s*(?:[-*]|\d+\.) (.*)$/.exec(line)
    if (item) items.push(item[1] ?? '')
    else items.push(`${items.pop() ?? ''} ${line.trim()}`)
  }
  const content = items.map((item) => html`<li>${inline(item)}</li>`)
  return { block: /^\d/.test(lines[at] ?? '') ? html`<ol>${content}</ol>` : html`<ul>${content}</ul>`, end }
}

const footnote = (name: string, text: string): Html =>
  html`<p class="footnote" id="footnote-${name}"><small>${name}. ${inline(text)}</small></p>`

function readParagraph(lines: readonly string[], at: number): Read {
  const end = endOf(lines, at + 1, (line) => line.trim() !== '' && !/^(?:#{1,4} |```|\||[-*] |\d+\. )/.test(line))
  const text = lines
    .slice(at, end)
    .map((line) => line.replace(/^> ?/, ''))
    .join(' ')
  const isQuote = (lines[at] ?? '').startsWith('>')
  return { block: isQuote ? html`<blockquote>${inline(text)}</blockquote>` : html`<p>${inline(text)}</p>`, end }
}

function endOf(lines: readonly string[], at: number, belongs: (line: string) => boolean): number {
  let end = at
  while (end < lines.length && belongs(lines[end] ?? '')) end++
  return end
}

const marks =
  /(`[^`]+`|\*\*[^*]+\*\*|\*[^*\s][^*]*\*|~~[^~]+~~|\[\^[\w-]{1,50}\]|!?\[[^\]]+\]\([^)\s]+\)|https?:\/\/[^\s<>()"'`]*[^\s<>()"'`.,;:!?])/

function inline(text: string): Html[] {
  return text.split(marks).map((piece, index) => (index % 2 === 0 ? html`${piece}` : marked(piece)))
}

function marked(piece: string): Html {
  if (piece.startsWith('`')) return html`<code>${piece.slice(1, -1)}</code>`
  if (piece.startsWith('**')) return html`<strong>${piece.slice(2, -2)}</strong>`
  if (piece.startsWith('*')) return html`<em>${piece.slice(1, -1)}</em>`
  if (piece.startsWith('~~')) return html`<del>${piece.slice(2, -2)}</del>`
  if (piece.startsWith('http')) return html`<a href="${safeUrl(piece)}">${piece}</a>`
  const [, note] = /^\[\^([\w-]+)\]$/.exec(piece) ?? []
  if (note !== undefined) return html`<sup><a href="#footnote-${note}">${note}</a></sup>`
  const [, words = '', address = ''] = /^!?\[([^\]]+)\]\(([^)]+)\)$/.exec(piece) ?? []
  if (piece.startsWith('!')) return pictureOf(words, address)
  return html`<a href="${docAddress(address)}">${words}</a>`
}

/** Pictures that lie beside the documents; those of other hosts would be refused by the policy of the page. */
const pictureOf = (words: string, address: string): Html =>
  /^images\/[\w-]+\.png$/.test(address) ? html`<img src="/docs/${address}" alt="${words}">` : html`${words}`

/** A document that stands beside this one is a page beside this one. */
const docAddress = (address: string): string =>
  /^[\w./-]+\.md(?:#.*)?$/.test(address) && !address.includes('..')
    ? `/docs/${address.replace('.md', '')}`
    : safeUrl(address)
