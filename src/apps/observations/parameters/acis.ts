import type { Parameter } from './parameters.ts'

const observer = { signs: ['acis', 'acis_si'], approval: 'observer' } as const
/** They change nothing on board. */
const catalogOnly = { signs: ['acis'], approval: 'observer' } as const

const chips = (['i0', 'i1', 'i2', 'i3', 's0', 's1', 's2', 's3', 's4', 's5'] as const).map(
  (chip) => ({ name: `ccd${chip}_on`, label: chip.toUpperCase(), choices: 'CCD', ...observer }) as const,
)

export const acis = [
  { name: 'exp_mode', label: 'ACIS Exposure Mode', choices: 'EXPM', ...observer },
  { name: 'bep_pack', label: 'Event TM Format', choices: 'BEP', ...observer },
  { name: 'frame_time', label: 'Frame Time', min: 0, max: 10, unit: 's', ...observer },
  { name: 'most_efficient', label: 'Most Efficient', choices: 'NNY', ...observer },
  ...chips,
  { name: 'subarray', label: 'Use Subarray', choices: 'SUBA', ...observer },
  { name: 'subarray_start_row', label: 'Start', min: 1, max: 925, ...observer },
  { name: 'subarray_row_count', label: 'Rows', min: 101, max: 1024, ...observer },
  { name: 'duty_cycle', label: 'Duty Cycle', choices: 'NNY', ...observer },
  { name: 'secondary_exp_count', label: 'Number', min: 0, max: 15, ...observer },
  { name: 'primary_exp_time', label: 'Tprimary', min: 0, max: 10, unit: 's', ...observer },
  { name: 'onchip_sum', label: 'Onchip Summing', choices: 'NNY', ...observer },
  { name: 'onchip_row_count', label: 'Onchip Rows', min: 1, max: 512, ...observer },
  { name: 'onchip_column_count', label: 'Onchip Columns', min: 1, max: 512, ...observer },
  { name: 'eventfilter', label: 'Energy Filter', choices: 'NNY', ...observer },
  { name: 'eventfilter_lower', label: 'Lowest Energy', min: 0, max: 15, unit: 'keV', ...observer },
  { name: 'eventfilter_higher', label: 'Energy Range', min: 0, max: 15, unit: 'keV', ...observer },
  { name: 'multiple_spectral_lines', label: 'Multi Spectral Lines', choices: 'NNY', ...catalogOnly },
  { name: 'spectra_max_count', label: 'Spectra Max Count', min: 1, max: 100_000, ...catalogOnly },
] as const satisfies readonly Parameter[]

/** Of several windows on one chip the first that an event lies in decides: sample 0 rejects it, n keeps every n-th. */
export const acisWindows = [
  { name: 'spwindow_flag', label: 'ACIS Window Flag', choices: 'NY', ...observer },
  { name: 'chip', label: 'Chip', choices: 'WCHIP', fallback: 'I0', ...observer },
  { name: 'start_row', label: 'Start Row', min: 1, max: 1024, fallback: 1, ...observer },
  { name: 'start_column', label: 'Start Column', min: 1, max: 1024, fallback: 1, ...observer },
  { name: 'width', label: 'Width', min: 1, max: 1024, fallback: 1023, ...observer },
  { name: 'height', label: 'Height', min: 1, max: 1024, fallback: 1023, ...observer },
  { name: 'lower_threshold', label: 'Lowest Energy', min: 0, max: 15, unit: 'keV', fallback: 0.08, ...observer },
  { name: 'pha_range', label: 'Energy Range', min: 0, max: 15, unit: 'keV', fallback: 13, ...observer },
  { name: 'sample', label: 'Sample Rate', min: 0, max: 255, fallback: 0, ...observer },
] as const satisfies readonly Parameter[]
