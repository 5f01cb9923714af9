import { analysesOf } from '../../platform/analyses.ts'
import type { Platform } from '../../platform/platform.ts'
import type { Language } from '../../platform/web/languages.ts'
import type { ShownResults } from './pages/analysis.ts'
import type { Plot, Summary } from './results.ts'
import type { AnalysisRow } from './tables.ts'

type Say = (text: string) => string

/** What analyses say of themselves, in a visitor's language as far as their plugins know it. For pages: never kept. */
export async function spokenIn<Row extends Pick<AnalysisRow, 'kind' | 'kind_title' | 'sentence'>>(
  platform: Platform,
  language: Language,
  rows: readonly Row[],
): Promise<Row[]> {
  const say = await sayingIn(platform, language)
  return rows.map((row) => ({
    ...row,
    kind_title: say(row.kind, row.kind_title),
    sentence: row.sentence === null ? null : say(row.kind, row.sentence),
  }))
}

/** The same for everything that the page of one analysis shows. */
export async function resultsIn(platform: Platform, language: Language, shown: ShownResults): Promise<ShownResults> {
  const { kind } = shown.analysis
  const [analysis = shown.analysis] = await spokenIn(platform, language, [shown.analysis])
  const ofKind = await sayingIn(platform, language)
  const say: Say = (text) => ofKind(kind, text)
  return {
    ...shown,
    analysis,
    summary: shown.summary && summaryIn(say, shown.summary),
    plots: shown.plots.map((plot) => plotIn(say, plot)),
  }
}

/** Says what a kind of analysis says in English. */
export const sayingIn = async (
  platform: Platform,
  language: Language,
): Promise<(kind: string, text: string) => string> => (await analysesOf(platform)).words(platform, language)

const summaryIn = (say: Say, { verdict, figures, structures }: Summary): Summary => ({
  verdict: { ...verdict, sentence: say(verdict.sentence), details: verdict.details.map(say) },
  figures: figures.map(({ label, value, help, ...rest }) => ({
    ...rest,
    label: say(label),
    value: typeof value === 'string' ? say(value) : value,
    help: help === undefined ? undefined : say(help),
  })),
  structures,
})

/** Numbers, and names along the axes, stay as they are. */
export const plotIn = (say: Say, plot: Plot): Plot => ({
  ...plot,
  title: say(plot.title),
  description: say(plot.description),
  x: { ...plot.x, label: say(plot.x.label) },
  y: { ...plot.y, label: say(plot.y.label) },
  series: plot.series.map((series) => ({ ...series, name: say(series.name) })),
})
