/**
 * Every parameter that a catalog tells of one observation, by its own name, with the type that decides how texts are read
 * (`coercion.ts`):
 *
 * - `text` stays as it was typed; only blanks are null. A target may be called `None`.
 * - `word` is one of a few fixed words, `flag` one of `Y`, `N`, `P`; `NONE`, `N/A` and their like are null.
 * - `date` is a time in UT.
 */
export const scalarKinds = {
  obsid: 'integer',
  targid: 'integer',
  seq_nbr: 'text',
  status: 'word',
  proposal_number: 'text',
  proposal_title: 'text',
  proposal_joint: 'word',
  proposal_hst: 'number',
  proposal_noao: 'number',
  proposal_xmm: 'number',
  proposal_rxte: 'number',
  proposal_vla: 'number',
  proposal_vlba: 'number',
  obs_ao_str: 'text',
  pi_name: 'text',
  observer: 'text',
  si_mode: 'word',
  aca_mode: 'word',
  /** Thousands of seconds. */
  approved_exposure_time: 'number',
  rem_exp_time: 'number',
  soe_st_sched_date: 'date',
  lts_lt_plan: 'date',
  /** `low-high`, degrees. */
  planned_roll: 'text',
  soe_roll: 'number',
  raster_scan: 'flag',
  dropped_chip_count: 'integer',
  phase_constraint_flag: 'flag',
  group_id: 'word',
  tooid: 'integer',
  too_type: 'text',
  too_start: 'number',
  too_stop: 'number',
  too_followup: 'integer',
  too_trig: 'text',
  too_remarks: 'text',
  seg_max_num: 'integer',
  mpcat_star_fidlight_file: 'text',
  data_rights: 'text',
  description: 'text',
  total_fld_cnt_rate: 'number',
  ocat_propid: 'integer',
  acisid: 'integer',
  hrcid: 'integer',

  targname: 'text',
  instrument: 'word',
  grating: 'word',
  obs_type: 'word',
  ra: 'number',
  dec: 'number',
  y_det_offset: 'number',
  z_det_offset: 'number',
  trans_offset: 'number',
  focus_offset: 'number',
  uninterrupt: 'flag',
  extended_src: 'flag',
  obj_flag: 'flag',
  object: 'word',
  photometry_flag: 'flag',
  vmagnitude: 'number',
  est_cnt_rate: 'number',
  forder_cnt_rate: 'number',
  remarks: 'text',
  comments: 'text',

  dither_flag: 'flag',
  y_amp: 'number',
  y_freq: 'number',
  y_phase: 'number',
  z_amp: 'number',
  z_freq: 'number',
  z_phase: 'number',

  window_flag: 'flag',
  roll_flag: 'flag',
  spwindow_flag: 'flag',

  constr_in_remarks: 'flag',
  pointing_constraint: 'flag',
  /** Modified Julian date. */
  phase_epoch: 'number',
  phase_period: 'number',
  phase_start: 'number',
  phase_start_margin: 'number',
  phase_end: 'number',
  phase_end_margin: 'number',
  monitor_flag: 'flag',
  pre_id: 'integer',
  pre_min_lead: 'number',
  pre_max_lead: 'number',
  multitelescope: 'flag',
  observatories: 'text',
  multitelescope_interval: 'number',
  split_interval: 'number',

  hrc_timing_mode: 'flag',
  hrc_zero_block: 'flag',
  hrc_si_mode: 'text',

  exp_mode: 'word',
  bep_pack: 'word',
  frame_time: 'number',
  most_efficient: 'flag',
  ccdi0_on: 'word',
  ccdi1_on: 'word',
  ccdi2_on: 'word',
  ccdi3_on: 'word',
  ccds0_on: 'word',
  ccds1_on: 'word',
  ccds2_on: 'word',
  ccds3_on: 'word',
  ccds4_on: 'word',
  ccds5_on: 'word',
  subarray: 'word',
  subarray_start_row: 'integer',
  subarray_row_count: 'integer',
  duty_cycle: 'flag',
  secondary_exp_count: 'integer',
  primary_exp_time: 'number',
  onchip_sum: 'flag',
  onchip_row_count: 'integer',
  onchip_column_count: 'integer',
  eventfilter: 'flag',
  eventfilter_lower: 'number',
  eventfilter_higher: 'number',
  multiple_spectral_lines: 'flag',
  spectra_max_count: 'number',
} as const satisfies Readonly<Record<string, ValueKind>>

/** The columns of the three ranked constraints, each row one alternative, best first. */
export const rankKinds = {
  time_ranks: { window_constraint: 'flag', tstart: 'date', tstop: 'date' },
  roll_ranks: { roll_constraint: 'flag', roll_180: 'flag', roll: 'number', roll_tolerance: 'number' },
  window_ranks: {
    chip: 'word',
    start_row: 'integer',
    start_column: 'integer',
    width: 'integer',
    height: 'integer',
    lower_threshold: 'number',
    pha_range: 'number',
    sample: 'integer',
  },
} as const satisfies Readonly<Record<string, Readonly<Record<string, ValueKind>>>>

export type ValueKind = 'text' | 'word' | 'flag' | 'integer' | 'number' | 'date'
export type Value = string | number | null

export type ScalarName = keyof typeof scalarKinds
type Scalars = Readonly<Record<ScalarName, Value>>

export type RankList = keyof typeof rankKinds
export type RankColumn<List extends RankList> = keyof (typeof rankKinds)[List] & string
export type Rank<List extends RankList> = Readonly<Record<RankColumn<List>, Value>>

/** One observation as the catalog has it, put together by the rules of `assembling.ts`; null: not set, or not known. */
export type Observation = Readonly<{
  obsid: number
  /** Every scalar parameter, under its name in the sign-off lists. Planned dates stay `Jun 05 2014 12:22AM`, in UT. */
  values: Scalars
  time_ranks: readonly Rank<'time_ranks'>[]
  roll_ranks: readonly Rank<'roll_ranks'>[]
  window_ranks: readonly Rank<'window_ranks'>[]
  /** Those of the same group that are still to be observed; empty outside of a group. */
  group_obsid: readonly number[]
  /** Those of the same chain of followers that are still to be observed; empty where nothing follows. */
  monitor_series: readonly number[]
  /** The catalog has no dither flag: the standard pattern applies, though `dither_flag` reads `N`. */
  hasStandardDither: boolean
}>

/** What lists need of an observation. */
export type BasicObservation = Readonly<{
  obsid: number
  seq_nbr: string | null
  status: string | null
  targname: string | null
  obs_type: string | null
  instrument: string | null
  ocat_propid: number | null
  proposal_number: string | null
  proposal_title: string | null
  pi_name: string | null
  si_mode: string | null
}>

/** Whom letters about an observation go to. */
export type ObserverContact = Readonly<{
  /** Family name of whom the letter addresses: the PI, or the co-I where the proposal says so; null: not known. */
  name: string | null
  /** The PI, and the co-I where the letter addresses them; at least one. */
  emails: readonly string[]
}>
