import type { Observation, ScalarName, Value } from '../../catalog/read-model.ts'
import { scalarKinds } from '../../catalog/read-model.ts'

type Differences = Readonly<{
  values?: Partial<Record<ScalarName, Value>>
  time_ranks?: Observation['time_ranks']
  roll_ranks?: Observation['roll_ranks']
  window_ranks?: Observation['window_ranks']
}>

/** An invented ACIS-S observation that is planned for 2027, but for what the test says. */
export function anObservation({ values = {}, ...ranks }: Differences = {}): Observation {
  const nothing = Object.fromEntries(Object.keys(scalarKinds).map((name) => [name, null])) as Record<ScalarName, Value>
  return {
    obsid: Number(values.obsid ?? 90_001),
    values: { ...nothing, ...invented, ...values },
    time_ranks: [],
    roll_ranks: [],
    window_ranks: [],
    ...ranks,
    group_obsid: [],
    monitor_series: [],
    hasStandardDither: false,
  }
}

const invented: Partial<Record<ScalarName, Value>> = {
  obsid: 90_001,
  seq_nbr: '900001',
  status: 'unobserved',
  targname: 'Invented Source',
  instrument: 'ACIS-S',
  obs_type: 'GO',
  ra: 84.6766666667,
  dec: -69.1008055556,
  y_det_offset: -0.2,
  lts_lt_plan: 'Mar 01 2027 12:00AM',
  dither_flag: 'N',
  window_flag: 'N',
  roll_flag: 'N',
  spwindow_flag: 'N',
  most_efficient: 'Y',
  exp_mode: 'TE',
  monitor_flag: 'N',
  comments: 'As agreed.',
}

export const timeRank = (tstart: string, tstop: string, window_constraint = 'Y') => ({
  window_constraint,
  tstart,
  tstop,
})
export const rollRank = (roll: number, roll_constraint = 'Y') => ({
  roll_constraint,
  roll_180: 'N',
  roll,
  roll_tolerance: 5,
})
export const acisWindow = (chip: string, sample = 1) => ({
  chip,
  start_row: 1,
  start_column: 1,
  width: 1023,
  height: 1023,
  lower_threshold: 0.08,
  pha_range: 13,
  sample,
})
