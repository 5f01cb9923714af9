import type { Parameter } from './parameters.ts'

const signs = ['general'] as const
const circle = { min: 0, max: 360, unit: 'deg' } as const
const director = { signs, approval: 'director' } as const
const observer = { signs, approval: 'observer' } as const
const rare = { signs, approval: 'rare' } as const

/** Target, instrument and pointing. `ra` and `dec` are typed as hours or degrees. */
export const general = [
  { name: 'targname', label: 'Target Name', required: true, signs, approval: 'information' },
  { name: 'instrument', label: 'Instrument', choices: 'INSTR', ...director },
  { name: 'grating', label: 'Grating', choices: 'GRAT', ...director },
  { name: 'obs_type', label: 'Type', choices: 'OTYPE', ...director },
  { name: 'ra', label: 'RA', min: 0, max: 360, unit: 'HMS', ...director },
  { name: 'dec', label: 'Dec', min: -90, max: 90, unit: 'DMS', ...director },
  { name: 'y_det_offset', label: 'Offset Y', min: -120, max: 120, unit: 'arcmin', ...observer },
  { name: 'z_det_offset', label: 'Offset Z', min: -120, max: 120, unit: 'arcmin', ...observer },
  { name: 'trans_offset', label: 'Z-Sim', min: -190.5, max: 126.621, unit: 'mm', ...observer },
  { name: 'focus_offset', label: 'Sim-Focus', unit: 'mm', ...observer },
  { name: 'uninterrupt', label: 'Uninterrupted Obs', choices: 'NPY', ...director },
  { name: 'extended_src', label: 'Extended SRC', choices: 'NY', ...observer },
  { name: 'obj_flag', label: 'Solar System Object', choices: 'SSO', ...observer },
  { name: 'object', label: 'Object', choices: 'OBJ', ...observer },
  { name: 'photometry_flag', label: 'Photometry', choices: 'NY', ...observer },
  { name: 'vmagnitude', label: 'V Mag', min: -15, max: 20, ...observer },
  { name: 'est_cnt_rate', label: 'Count Rate', min: 0, max: 100_000, unit: '1/s', ...observer },
  { name: 'forder_cnt_rate', label: '1st Order Rate', min: 0, max: 100_000, unit: '1/s', ...observer },
  { name: 'remarks', label: 'Remarks', isLong: true, ...observer },
  { name: 'comments', label: 'Comments', isLong: true, ...observer },
] as const satisfies readonly Parameter[]

/** Typed in arcseconds, kept in degrees. */
export const dither = [
  { name: 'dither_flag', label: 'Dither', choices: 'NY', ...rare },
  { name: 'y_amp', label: 'Y_Amp', unit: 'arcsec', ...rare },
  { name: 'y_freq', label: 'Y_Freq', unit: 'arcsec/s', ...rare },
  { name: 'y_phase', label: 'Y_Phase', unit: 'deg', ...rare },
  { name: 'z_amp', label: 'Z_Amp', unit: 'arcsec', ...rare },
  { name: 'z_freq', label: 'Z_Freq', unit: 'arcsec/s', ...rare },
  { name: 'z_phase', label: 'Z_Phase', unit: 'deg', ...rare },
] as const satisfies readonly Parameter[]

export const timeRanks = [
  { name: 'window_flag', label: 'Time Constraint Flag', choices: 'NY', ...director },
  { name: 'window_constraint', label: 'Window Constraint', choices: 'CP', fallback: 'Y', ...observer },
  { name: 'tstart', label: 'Start Time', unit: 'UT', fallback: 'now', ...observer },
  { name: 'tstop', label: 'Stop Time', unit: 'UT', fallback: 'now', ...observer },
] as const satisfies readonly Parameter[]

export const rollRanks = [
  { name: 'roll_flag', label: 'Roll Flag', choices: 'NY', ...director },
  { name: 'roll_constraint', label: 'Type of Constraint', choices: 'CP', fallback: 'Y', ...observer },
  { name: 'roll_180', label: 'Roll 180?', choices: 'NNY', fallback: 'N', ...observer },
  { name: 'roll', label: 'Roll', fallback: 0, ...circle, ...observer },
  { name: 'roll_tolerance', label: 'Roll Tolerance', fallback: 0, ...circle, ...observer },
] as const satisfies readonly Parameter[]

export const constraints = [
  { name: 'constr_in_remarks', label: 'Constraint in Remarks?', choices: 'NPY', ...observer },
  { name: 'pointing_constraint', label: 'Pointing Update', choices: 'NNY', ...director },
  { name: 'phase_epoch', label: 'Phase Epoch', min: 46_066, unit: 'MJD', ...observer },
  { name: 'phase_period', label: 'Phase Period', unit: 'days', ...observer },
  { name: 'phase_start', label: 'Phase Min', min: 0, max: 1, ...observer },
  { name: 'phase_start_margin', label: 'Phase Min Error', min: 0, max: 0.5, ...observer },
  { name: 'phase_end', label: 'Phase Max', min: 0, max: 1, ...observer },
  { name: 'phase_end_margin', label: 'Phase Max Error', min: 0, max: 0.5, ...observer },
  { name: 'monitor_flag', label: 'Monitoring Observation', choices: 'NY', ...director },
  { name: 'pre_id', label: 'Follows ObsID#', min: 1, ...observer },
  { name: 'pre_min_lead', label: 'Follows Obs Min Int', min: 0, unit: 'days', ...observer },
  { name: 'pre_max_lead', label: 'Follows Obs Max Int', min: 0.01, unit: 'days', ...observer },
  { name: 'multitelescope', label: 'Coordinated Observation', choices: 'NPY', ...director },
  { name: 'observatories', label: 'Observatories', ...director },
  { name: 'multitelescope_interval', label: 'Max Coordination Offset', unit: 'days', ...director },
  { name: 'split_interval', label: 'Split Interval', unit: 'days', ...observer },
] as const satisfies readonly Parameter[]

export const hrc = [
  { name: 'hrc_timing_mode', label: 'HRC Timing Mode', choices: 'NNY', ...observer },
  { name: 'hrc_zero_block', label: 'Zero Block', choices: 'NNY', ...observer },
  { name: 'hrc_si_mode', label: 'SI Mode', signs: ['general', 'hrc_si'], approval: 'rare' },
] as const satisfies readonly Parameter[]
