/**
 * What a run says of its results in one sentence, with key numbers: saved as an output of data type `study/summary` and
 * content type `application/json`, it stands at the head of the results page of a study.
 */
export type ResultSummary = Readonly<{
  verdict: Readonly<{ level: 'good' | 'fair' | 'poor'; sentence: string; details?: readonly string[] }>
  /** In the order in which they matter; `help` says what the number means. */
  figures?: readonly Readonly<{ name: string; label: string; value: number | string; unit?: string; help?: string }>[]
  /** Structures to show in 3D, by the name of the output that holds each, with their share of the whole. */
  structures?: readonly Readonly<{ file: string; weight: number; label?: string }>[]
}>

/**
 * A plot as its numbers: saved as an output of data type `study/plot` and content type `application/json`, it is drawn on
 * the results page, with a table beside it, and offered as SVG, PNG and CSV. Null leaves a gap.
 */
export type ResultPlot = Readonly<{
  title: string
  description?: string
  x: Readonly<{ label: string; scale?: 'linear' | 'log' }>
  y: Readonly<{ label: string; scale?: 'linear' | 'log' }>
  /** Cells coloured by their numbers, instead of series. */
  matrix?: ResultMatrix
  series?: readonly Readonly<{
    name: string
    kind?: 'line' | 'points' | 'bars'
    /** Numbers, or names below bars. */
    x: readonly (number | null)[] | readonly string[]
    y: readonly (number | null)[]
    /** One standard deviation of each point. */
    error?: readonly (number | null)[]
  }>[]
}>

/** Row by row; null is a cell without colour. Where `from` is below 0, colours go over white at 0. */
export type ResultMatrix = Readonly<{
  label: string
  columns: readonly string[]
  rows: readonly string[]
  values: readonly (readonly (number | null)[])[]
  /** What the first and the last colour stand for; the smallest and the largest number where it is not said. */
  from?: number
  to?: number
}>
