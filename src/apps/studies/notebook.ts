import type { Token, Tokens } from 'marked'
import { type Html, html, nothing, safeUrl, trusted } from '../../platform/web/html.ts'
import { links } from './links.ts'
import type { Summary } from './results.ts'
import type { AnalysisRow, StudyFileRow, StudyRow } from './tables.ts'

/** What a notebook may refer to. */
export type Surroundings = Readonly<{
  study: StudyRow
  files: readonly StudyFileRow[]
  analyses: readonly AnalysisRow[]
  /** Where a file or analysis is for this visitor. */
  at?: Readonly<{ file: (id: string) => string; analysis: (id: string) => string }>
}>

/**
 * A notebook as HTML. Markdown is taken apart by a library and put together by our own escaping templates, so that HTML
 * in it stays text; formulas become MathML, which browsers draw by themselves.
 */
export async function notebookHtml(text: string, around: Surroundings): Promise<Html> {
  const [{ Marked }, { default: katex }] = await Promise.all([import('marked'), import('katex')])
  const formula = (source: string, isBlock: boolean): Html =>
    // MathML of the library holds no address and no script; with `trust` off it makes no links either.
    trusted(
      katex.renderToString(source, {
        output: 'mathml',
        displayMode: isBlock,
        throwOnError: false,
        trust: false,
        strict: 'ignore',
        maxExpand: 200,
        maxSize: 20,
      }),
    )
  const { tokens, formulas } = takeFormulas(text)
  const read = new Marked({ gfm: true }).lexer(tokens)
  const write = writer(around, (mark) => {
    const found = formulas[Number(mark)]
    return found ? formula(found.source, found.isBlock) : nothing
  })
  return html`${write(read)}`
}

/** What the tokens that are neither tables nor lists may have. */
type Inline = Readonly<{
  type: string
  text?: string
  tokens?: Token[]
  depth?: number
  href?: string
  checked?: boolean
}>

type Formula = Readonly<{ source: string; isBlock: boolean }>

/** Characters for private use keep the places of formulas, so that Markdown leaves what stands in them alone. */
const [opening, closing] = ['\uE000', '\uE001']
const inCode = /(```[\s\S]*?(?:```|$)|`[^`\n]*`)/

function takeFormulas(text: string): { tokens: string; formulas: Formula[] } {
  const formulas: Formula[] = []
  const keep = (source: string, isBlock: boolean): string =>
    `${opening}${formulas.push({ source, isBlock }) - 1}${closing}`
  const tokens = text
    .replaceAll(/[\uE000\uE001]/g, '')
    .split(inCode)
    .map((piece, at) =>
      at % 2 === 1
        ? piece
        : piece
            .replaceAll(/\$\$([\s\S]+?)\$\$/g, (_, source: string) => keep(source, true))
            .replaceAll(/(?<![\\$\d])\$(?!\s)([^$\n]+?)(?<!\s)\$(?!\d)/g, (_, source: string) => keep(source, false)),
    )
    .join('')
  return { tokens, formulas }
}

/** Headings begin below those of the page. */
const levels = [
  (content: Html) => html`<h3>${content}</h3>`,
  (content: Html) => html`<h4>${content}</h4>`,
  (content: Html) => html`<h5>${content}</h5>`,
]

function writer(around: Surroundings, formula: (mark: string) => Html): (tokens: readonly Token[]) => Html {
  const all = (tokens: readonly Token[] | undefined): Html => html`${(tokens ?? []).map(one)}`
  const plain = (text: string): Html =>
    html`${text.split(/(\uE000\d+\uE001|\[\[[^\]\n]+\]\]|\{\{[^}\n]+\}\})/).map(piece)}`

  function piece(text: string): Html {
    if (text.startsWith(opening)) return formula(text.slice(1, -1))
    if (text.startsWith('[[')) return reference(around, text.slice(2, -2).trim())
    if (text.startsWith('{{')) return outcome(around, text.slice(2, -2).trim())
    return html`${text}`
  }

  function one(token: Token): Html {
    if (token.type === 'table') return table(token as Tokens.Table)
    if (token.type === 'list') return list(token as Tokens.List)
    const { type, text = '', tokens, depth = 1, href = '', checked = false } = token as Inline
    if (type === 'space' || type === 'def') return nothing
    if (type === 'heading') return (levels[Math.min(depth, levels.length) - 1] ?? levels[0])?.(all(tokens)) ?? nothing
    if (type === 'paragraph') return html`<p>${all(tokens)}</p>`
    if (type === 'blockquote') return html`<blockquote>${all(tokens)}</blockquote>`
    if (type === 'code') return html`<pre tabindex="0"><code>${text}</code></pre>`
    if (type === 'codespan') return html`<code>${unescaped(text)}</code>`
    if (type === 'strong') return html`<strong>${all(tokens)}</strong>`
    if (type === 'em') return html`<em>${all(tokens)}</em>`
    if (type === 'del') return html`<del>${all(tokens)}</del>`
    if (type === 'br') return html`<br>`
    if (type === 'hr') return html`<hr>`
    if (type === 'link') return html`<a href="${safeUrl(href)}" rel="noreferrer">${all(tokens)}</a>`
    // Pictures of other hosts would tell them who reads this; the words are kept.
    if (type === 'image') return html`<a href="${safeUrl(href)}" rel="noreferrer">${text}</a>`
    if (type === 'checkbox')
      return html`<input type="checkbox" disabled${checked && html` checked`} aria-label="${text}"> `
    return tokens
      ? all(tokens)
      : plain(unescaped(type === 'html' || type === 'text' || type === 'escape' ? text : token.raw))
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

/** The reader escapes some texts by itself, and our template does so once more. */
const unescaped = (text: string): string =>
  text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&')

/** `[[name]]`: a file or an analysis of the study, by its name. One that is not there is said to be missing. */
function reference({ files, analyses, at, study }: Surroundings, name: string): Html {
  const file = files.find((one) => one.name === name)
  if (file) return html`<a href="${at?.file(file.id) ?? links.file(study.id, file.id)}" download>${name}</a>`
  const analysis = analyses.find((one) => one.title === name)
  if (analysis) return html`<a href="${at?.analysis(analysis.id) ?? links.analysis(analysis.id)}">${name}</a>`
  return html`<del>${name}</del>`
}

/** `{{name}}`: what came of an analysis as it stands now; `{{name: label}}`: one of its numbers. */
function outcome({ analyses }: Surroundings, words: string): Html {
  const [name = '', label] = words.split(/:\s*(?=[^:]*$)/)
  const analysis = analyses.find((one) => one.title === words) ?? analyses.find((one) => one.title === name)
  if (!analysis) return html`<del>${words}</del>`
  const summary: Summary | undefined = analysis.summary_json === null ? undefined : JSON.parse(analysis.summary_json)
  const figure = summary?.figures.find((one) => one.label === label || one.name === label)
  if (figure) return html`<strong>${figure.value}${figure.unit !== undefined && ` ${figure.unit}`}</strong>`
  return html`<em>${analysis.sentence ?? analysis.state}</em>`
}
