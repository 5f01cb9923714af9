/** Curves to begin with. */
export type Preset = Readonly<{ name: string; title: string; weights: readonly number[] }>

const hours = (weightOf: (hour: number) => number): number[] => Array.from({ length: 24 }, (_, hour) => weightOf(hour))

export const presets: readonly Preset[] = [
  { name: 'flat', title: 'All hours alike', weights: hours(() => 1) },
  { name: 'office', title: 'Office hours', weights: hours((hour) => (hour >= 8 && hour < 18 ? 5 : 1)) },
  { name: 'nights', title: 'Nights', weights: hours((hour) => (hour < 6 || hour >= 22 ? 5 : 0)) },
]

/** The preset that a curve is; null for one of somebody's own. */
export const presetOf = (weights: readonly number[]): string | null =>
  presets.find((preset) => String(preset.weights) === String(weights))?.name ?? null
