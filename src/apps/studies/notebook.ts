import { type Html, html, nothing, trusted } from '../../platform/web/html.ts'
import { markdown } from '../../platform/web/markdown.ts'
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
 * A notebook as HTML: Markdown with formulas, which become MathML that browsers draw by themselves, and with references to
 * what lies in the study.
 */
export async function notebookHtml(text: string, around: Surroundings): Promise<Html> {
  const { default: katex } = await import('katex')
  const formula = ({ source, isBlock }: Formula): Html =>
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
  const piece = (words: string): Html => {
    const found = words.startsWith(opening) ? formulas[Number(words.slice(1, -1))] : undefined
    if (words.startsWith(opening)) return found ? formula(found) : nothing
    if (words.startsWith('[[')) return reference(around, words.slice(2, -2).trim())
    if (words.startsWith('{{')) return outcome(around, words.slice(2, -2).trim())
    return html`${words}`
  }
  return markdown(tokens, { topHeading: 3, hasIds: false, text: (words) => html`${words.split(special).map(piece)}` })
}

const special = /(\uE000\d+\uE001|\[\[[^\]\n]+\]\]|\{\{[^}\n]+\}\})/

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
