import type { Token, TokenizerAndRendererExtension, Tokens } from 'marked'
import { lazily } from '../lazily.ts'
import { type Html, html, nothing, safeUrl } from './html.ts'

const marked = lazily<typeof import('marked')>('marked')

/** How a text is put onto a page. */
export type MarkdownOptions = Readonly<{
  /** The level of its highest headings: below those of the page around it. */
  topHeading?: 1 | 2 | 3
  /** Whether headings can be linked to. */
  hasIds?: boolean
  /** Where a link leads, and undefined for nowhere: its words stay. Never trusted before it has been through `safeUrl`. */
  address?: (href: string) => string | undefined
  /** What is shown for a picture. Those of other hosts would tell them who reads this: a link is the usual. */
  picture?: (href: string, words: string) => Html
  /** What is made of plain text. */
  text?: (text: string) => Html
}>

/**
 * Markdown as HTML. A library takes the text apart, and our own escaping templates put it together, so that HTML in it stays
 * text and no address runs anything.
 */
export function markdown(text: string, options: MarkdownOptions = {}): Html {
  const { Marked } = marked()
  if (text.split('[').length > mostBrackets) return asItIs(text)
  try {
    return writer(options)(new Marked({ gfm: true, extensions: footnotes }).lexer(text))
  } catch (error) {
    // Quotes in quotes, thousands deep, are more than the stack holds; nobody means them.
    if (error instanceof RangeError) return asItIs(text)
    throw error
  }
}

/** The library looks for the end of each anew; no text has as many links. */
const mostBrackets = 3_000

const asItIs = (text: string): Html => html`<pre tabindex="0">${text}</pre>`

/** The first heading, without its marks. */
export const titleOf = (text: string): string => /^# (.+)$/m.exec(text)?.[1]?.trim() ?? ''

/** The anchor of a heading. */
export const headingId = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '')

const footnotes: TokenizerAndRendererExtension[] = [
  {
    name: 'footnote-mark',
    level: 'inline',
    start: (text) => text.indexOf('[^'),
    tokenizer(text) {
      const [raw, name] = /^\[\^([\w-]{1,50})\]/.exec(text) ?? []
      return raw === undefined ? undefined : { type: 'footnote-mark', raw, text: name }
    },
  },
  {
    name: 'footnote',
    level: 'block',
    tokenizer(text) {
      const [raw, name, words = ''] = /^\[\^([\w-]{1,50})\]: ([^\n]+)(?:\n|$)/.exec(text) ?? []
      if (raw === undefined) return undefined
      return { type: 'footnote', raw, text: name, tokens: this.lexer.inlineTokens(words) }
    },
  },
]

/** What the tokens that are neither tables nor lists may have. */
type Inline = Readonly<{
  type: string
  text?: string
  tokens?: Token[]
  depth?: number
  href?: string
  checked?: boolean
}>

function writer(options: MarkdownOptions): (tokens: readonly Token[]) => Html {
  const { address = (href) => href, text: plain = (words) => html`${words}` } = options
  const { picture = (href, words) => html`<a href="${safeUrl(href)}">${words}</a>` } = options
  const all = (tokens: readonly Token[] | undefined): Html => html`${(tokens ?? []).map(one)}`

  function one(token: Token): Html {
    if (token.type === 'table') return table(token as Tokens.Table)
    if (token.type === 'list') return list(token as Tokens.List)
    const { type, text = '', tokens, depth = 1, href = '', checked = false } = token as Inline
    if (type === 'space' || type === 'def') return nothing
    if (type === 'heading') return heading(depth, headingId(text), all(tokens), options)
    if (type === 'paragraph') return html`<p>${all(tokens)}</p>`
    if (type === 'blockquote') return html`<blockquote>${all(tokens)}</blockquote>`
    if (type === 'code') return html`<pre tabindex="0"><code>${text}</code></pre>`
    if (type === 'codespan') return html`<code>${text}</code>`
    if (type === 'strong') return html`<strong>${all(tokens)}</strong>`
    if (type === 'em') return html`<em>${all(tokens)}</em>`
    if (type === 'del') return html`<del>${all(tokens)}</del>`
    if (type === 'br') return html`<br>`
    if (type === 'hr') return html`<hr>`
    if (type === 'link') return link(address(href), all(tokens))
    if (type === 'image') return picture(href, text)
    if (type === 'checkbox')
      return html`<input type="checkbox" disabled${checked && html` checked`} aria-label="${text}"> `
    if (type === 'footnote-mark') return html`<sup><a href="#footnote-${text}">${text}</a></sup>`
    if (type === 'footnote')
      return html`<p class="footnote" id="footnote-${text}"><small>${text}. ${all(tokens)}</small></p>`
    return tokens
      ? all(tokens)
      : plain(withSigns(type === 'html' || type === 'text' || type === 'escape' ? text : token.raw))
  }

  function list({ ordered, items }: Tokens.List): Html {
    const content = items.map(({ tokens }) => html`<li>${all(tokens)}</li>`)
    return ordered ? html`<ol>${content}</ol>` : html`<ul>${content}</ul>`
  }

  function table({ header, rows }: Tokens.Table): Html {
    return html`<div class="table-responsive" tabindex="0"><table class="table table-sm"><thead><tr>${header.map((cell) => html`<th scope="col">${all(cell.tokens)}</th>`)}</tr></thead>
      <tbody>${rows.map((row) => html`<tr>${row.map((cell) => html`<td>${all(cell.tokens)}</td>`)}</tr>`)}</tbody></table></div>`
  }

  return all
}

const link = (href: string | undefined, words: Html): Html =>
  href === undefined ? words : html`<a href="${safeUrl(href)}">${words}</a>`

/** Three levels are enough for any text. */
function heading(depth: number, id: string, words: Html, { topHeading = 1, hasIds = true }: MarkdownOptions): Html {
  const level = topHeading - 1 + Math.min(depth, 3)
  const anchor = hasIds && html` id="${id}"`
  if (level === 1) return html`<h1${anchor}>${words}</h1>`
  if (level === 2) return html`<h2${anchor}>${words}</h2>`
  if (level === 3) return html`<h3${anchor}>${words}</h3>`
  if (level === 4) return html`<h4${anchor}>${words}</h4>`
  return html`<h5${anchor}>${words}</h5>`
}

/** The signs that people write by name because they mean something in HTML. */
const withSigns = (text: string): string =>
  text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&')
