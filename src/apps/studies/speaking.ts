import { analysesOf } from '../../platform/analyses.ts'
import type { Platform } from '../../platform/platform.ts'
import type { Language } from '../../platform/web/languages.ts'
import type { ShownResults } from './pages/analysis.ts'
import type { Summary } from './results.ts'
import type { AnalysisRow } from './tables.ts'

/** What analyses say of themselves, in a visitor's language as far as their plugins know it. For pages: never kept. */
export async function spokenIn<Row extends Pick<AnalysisRow, 'kind' | 'kind_title' | 'sentence'>>(
  platform: Platform,
  language: Language,
  rows: readonly Row[],
): Promise<Row[]> {
  const say = await (await analysesOf(platform)).words(platform, language)
  return rows.map((row) => ({
    ...row,
    kind_title: say(row.kind, row.kind_title),
    sentence: row.sentence === null ? null : say(row.kind, row.sentence),
  }))
}

/** The same for everything that the page of one analysis shows. */
export async function resultsIn(platform: Platform, language: Language, shown: ShownResults): Promise<ShownResults> {
  const say = await (await analysesOf(platform)).words(platform, language)
  const { kind } = shown.analysis
  const [analysis = shown.analysis] = await spokenIn(platform, language, [shown.analysis])
  return { ...shown, analysis, summary: shown.summary && summaryIn((text) => say(kind, text), shown.summary) }
}

const summaryIn = (say: (text: string) => string, { verdict, figures, structures }: Summary): Summary => ({
  verdict: { ...verdict, sentence: say(verdict.sentence), details: verdict.details.map(say) },
  figures: figures.map(({ label, value, help, ...rest }) => ({
    ...rest,
    label: say(label),
    value: typeof value === 'string' ? say(value) : value,
    help: help === undefined ? undefined : say(help),
  })),
  structures,
})
