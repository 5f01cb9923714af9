/** Rows as the operational catalog has them; times are text in any of the forms of `dates.ts`. */
export type CatalogRow = Readonly<Record<string, string | number | null>>

/** All rows that belong to one observation; absent where the side table is not read, or has none. */
export type CatalogRecord = Readonly<{
  target: CatalogRow
  prop_info?: CatalogRow
  view_pi?: CatalogRow
  view_coi?: CatalogRow
  too?: CatalogRow
  hrcparam?: CatalogRow
  acisparam?: CatalogRow
  sim?: CatalogRow
  soe?: CatalogRow
  dither?: CatalogRow
  phasereq?: CatalogRow
  timereq: readonly CatalogRow[]
  rollreq: readonly CatalogRow[]
  aciswin: readonly CatalogRow[]
}>

/** What other rows of the catalog, and lists of Mission Planning, tell of the observation. */
export type Surroundings = Readonly<{
  group_obsid: readonly number[]
  monitor_series: readonly number[]
  /** Some other observation follows this one. */
  isFollowed: boolean
}>

type ColumnType = 'integer' | 'real' | 'text'
type Columns = Readonly<Record<string, ColumnType>>

const columns = (type: ColumnType, names: string): Columns =>
  Object.fromEntries(
    names
      .trim()
      .split(/\s+/)
      .map((name) => [name, type]),
  )

/** The tables of the catalog that are read, by column. What identifies a row comes first. */
export const catalogTables = {
  target: {
    ...columns('integer', 'obsid targid seg_max_num pre_id ocat_propid acisid hrcid tooid'),
    ...columns('text', 'seq_nbr targname obj_flag object si_mode photometry_flag raster_scan dither_flag aca_mode'),
    ...columns('text', 'phase_constraint_flag grating instrument soe_st_sched_date type lts_lt_plan'),
    ...columns(
      'text',
      'mpcat_star_fidlight_file status data_rights description extended_src uninterrupt multitelescope',
    ),
    ...columns('text', 'observatories constr_in_remarks group_id obs_ao_str roll_flag window_flag spwindow_flag'),
    ...columns('text', 'pointing_constraint remarks mp_remarks'),
    ...columns('real', 'vmagnitude ra dec est_cnt_rate forder_cnt_rate y_det_offset z_det_offset'),
    ...columns('real', 'approved_exposure_time pre_min_lead pre_max_lead rem_exp_time total_fld_cnt_rate'),
    ...columns('real', 'multitelescope_interval split_interval'),
  },
  prop_info: {
    ...columns('integer', 'ocat_propid piid coin_id'),
    ...columns('text', 'ao_str prop_num title joint coi_contact'),
    ...columns('real', 'hst_approved_time noao_approved_time xmm_approved_time rxte_approved_time'),
    ...columns('real', 'vla_approved_time vlba_approved_time'),
  },
  view_pi: { ocat_propid: 'integer', last: 'text' },
  view_coi: { ocat_propid: 'integer', last: 'text' },
  person: { pers_id: 'integer', last: 'text', email: 'text' },
  too: {
    ...columns('integer', 'tooid followup'),
    ...columns('text', 'type trig remarks'),
    ...columns('real', 'start stop'),
  },
  hrcparam: { hrcid: 'integer', ...columns('text', 'hrc_zero_block timing_mode si_mode') },
  acisparam: {
    ...columns('integer', 'acisid subarray_start_row subarray_row_count secondary_exp_count onchip_row_count'),
    ...columns('integer', 'onchip_column_count dropped_chip_count'),
    ...columns('text', 'exp_mode bep_pack most_efficient ccdi0_on ccdi1_on ccdi2_on ccdi3_on'),
    ...columns('text', 'ccds0_on ccds1_on ccds2_on ccds3_on ccds4_on ccds5_on'),
    ...columns('text', 'subarray duty_cycle onchip_sum eventfilter multiple_spectral_lines'),
    ...columns('real', 'frame_time primary_exp_time eventfilter_lower eventfilter_higher spectra_max_count'),
  },
  aciswin: {
    ...columns('integer', 'obsid ordr start_row start_column width height sample'),
    ...columns('real', 'lower_threshold pha_range'),
    chip: 'text',
  },
  rollreq: {
    ...columns('integer', 'obsid ordr'),
    ...columns('text', 'roll_constraint roll_180'),
    ...columns('real', 'roll roll_tolerance'),
  },
  timereq: { ...columns('integer', 'obsid ordr'), ...columns('text', 'window_constraint tstart tstop') },
  phasereq: {
    obsid: 'integer',
    ...columns('real', 'phase_period phase_epoch phase_start phase_end phase_start_margin phase_end_margin'),
  },
  dither: { obsid: 'integer', ...columns('real', 'y_amp y_freq y_phase z_amp z_freq z_phase') },
  sim: { obsid: 'integer', ...columns('real', 'trans_offset focus_offset') },
  soe: { obsid: 'integer', unscheduled: 'text', soe_roll: 'real' },
} as const satisfies Readonly<Record<string, Columns>>

export type CatalogTable = keyof typeof catalogTables
