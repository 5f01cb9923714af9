import { isOpenStatus } from '../catalog.ts'
import { readValue } from '../coercion.ts'
import { readDec, readRa } from '../positions.ts'
import type { ScalarName } from '../read-model.ts'
import type { CatalogRecord, CatalogRow } from '../rows.ts'
import type { TextRow } from './text-table.ts'

/** What the public services do not tell of an observation; what is guessed or stands for something else is among it. */
export const lacking: readonly ScalarName[] = [
  ...(['remarks', 'comments', 'split_interval', 'aca_mode', 'extended_src', 'rem_exp_time'] as const),
  ...(['too_trig', 'too_followup', 'too_remarks', 'tooid', 'hrc_si_mode'] as const),
  ...(['proposal_vla', 'proposal_vlba'] as const),
]

/** Further tables of one observation, asked for where its flags say that there is something. */
export type Ranks = Readonly<{ times?: readonly TextRow[]; rolls?: readonly TextRow[]; windows?: readonly TextRow[] }>

/** The public details of an observation in the shape of the operational catalog. */
export function recordOf(row: TextRow, ranks: Ranks = {}): CatalogRecord {
  const obsid = number(row.obsid)
  const instrument = row.instr ?? ''
  return {
    target: targetOf(row, obsid),
    prop_info: {
      ...taken(row, { prop_num: 'pr_num', title: 'prop_title', joint: 'joint', ao_str: 'prop_cycle' }),
      ...numbers(row, { hst_approved_time: 'hst', xmm_approved_time: 'xmm', rxte_approved_time: 'rxte' }),
      // It changed its name with the observatory.
      noao_approved_time: number(row.noirlab ?? row.noao),
    },
    view_pi: { last: row.pi_name ?? null },
    view_coi: { last: row.observer ?? null },
    too: { ...taken(row, { type: 'too_type' }), ...numbers(row, { start: 'too_start', stop: 'too_stop' }) },
    hrcparam: {
      ...taken(row, { hrc_zero_block: 'z_blk', timing_mode: 'timing' }),
      si_mode: instrument.startsWith('HRC') ? (row.simode ?? null) : null,
    },
    acisparam: acisOf(row),
    sim: numbers(row, { trans_offset: 'z_sim', focus_offset: 'x_sim' }),
    soe: numbers(row, { soe_roll: 'soe_roll' }),
    dither: numbers(row, {
      ...{ y_amp: 'y_amp', y_freq: 'y_freq', y_phase: 'y_phase' },
      ...{ z_amp: 'z_amp', z_freq: 'z_freq', z_phase: 'z_phase' },
    }),
    phasereq: numbers(row, {
      ...{ phase_epoch: 'epoch', phase_period: 'period', phase_start: 'pstart', phase_start_margin: 'ps_marg' },
      ...{ phase_end: 'pend', phase_end_margin: 'pe_marg' },
    }),
    timereq: (ranks.times ?? []).map((rank) =>
      taken(rank, { window_constraint: 'win_const', tstart: 'tstart_request', tstop: 'tstop_request' }),
    ),
    rollreq: (ranks.rolls ?? []).map((rank) => ({
      ...taken(rank, { roll_constraint: 'roll_const', roll_180: 'roll_180' }),
      ...numbers(rank, { roll: 'roll_ang', roll_tolerance: 'roll_tol' }),
    })),
    aciswin: (ranks.windows ?? []).map((rank) => ({
      ...taken(rank, { chip: 'chip' }),
      ...numbers(rank, { start_row: 'start_row', start_column: 'start_col', width: 'width', height: 'height' }),
      ...numbers(rank, { lower_threshold: 'low_energy', pha_range: 'range', sample: 'sample_rate' }),
    })),
  }
}

/** Side tables have no keys here: the obsid stands for each that the observation has. */
function targetOf(row: TextRow, obsid: number | null): CatalogRow {
  const instrument = row.instr ?? ''
  const isPlanned = isOpenStatus(row.status ?? null) && row.status?.toLowerCase() !== 'scheduled'
  const isCoordinated = isYes(row.multitel)
  const followed = nonZero(row.pre_id)
  return {
    obsid,
    ocat_propid: obsid,
    acisid: instrument.startsWith('ACIS') ? obsid : null,
    hrcid: instrument.startsWith('HRC') ? obsid : null,
    tooid: row.too_type === undefined ? null : obsid,
    ...taken(row, {
      ...{ seq_nbr: 'seq_num', status: 'status', targname: 'target_name', instrument: 'instr', grating: 'grat' },
      ...{ type: 'type', obs_ao_str: 'obs_cycle', si_mode: 'simode', raster_scan: 'raster', obj_flag: 'obj_type' },
      ...{ object: 'obj', photometry_flag: 'photo', roll_flag: 'roll', window_flag: 'window', uninterrupt: 'unint' },
      ...{ pointing_constraint: 'pointing_update', group_id: 'group_id', phase_constraint_flag: 'constr' },
      ...{ multitelescope: 'multitel', observatories: 'multitel_obs', constr_in_remarks: 'constr_rmk' },
      ...{ spwindow_flag: 'spwin' },
    }),
    ...numbers(row, {
      ...{ approved_exposure_time: 'app_exp', y_det_offset: 'y_off', z_det_offset: 'z_off' },
      ...{ est_cnt_rate: 'est_cnt_rate', forder_cnt_rate: 'forder_cnt_rate', seg_max_num: 'seg_max_num' },
    }),
    rem_exp_time: remaining(row),
    ra: row.ra === undefined ? null : (readRa(row.ra) ?? null),
    dec: row.dec === undefined ? null : (readDec(row.dec) ?? null),
    vmagnitude: isYes(row.photo) ? number(row.vmag) : nonZero(row.vmag),
    // The archive says N for the standard pattern too, which nearly all have.
    dither_flag: isYes(row.dither) ? 'Y' : null,
    soe_st_sched_date: isPlanned ? null : (row.start_date ?? null),
    lts_lt_plan: isPlanned ? (row.start_date ?? null) : null,
    pre_id: followed,
    pre_min_lead: followed === null ? null : number(row.mon_min),
    pre_max_lead: followed === null ? null : number(row.mon_max),
    multitelescope_interval: isCoordinated ? number(row.multitel_int) : nonZero(row.multitel_int),
  }
}

/** Numbers that only mean something beside their flag stand as zeros without it. */
function acisOf(row: TextRow): CatalogRow {
  const beside = (flag: string | undefined, names: Readonly<Record<string, string>>): CatalogRow =>
    isYes(flag) || flag === 'CUSTOM' ? numbers(row, names) : {}
  const chips = ['i0', 'i1', 'i2', 'i3', 's0', 's1', 's2', 's3', 's4', 's5'].map((chip) => [`ccd${chip}_on`, chip])
  return {
    ...taken(row, {
      ...{ exp_mode: 'mode', bep_pack: 'bep_pack', most_efficient: 'efficient', subarray: 'subary' },
      ...{ duty_cycle: 'd_cyc', onchip_sum: 'oc_sum', eventfilter: 'evfil' },
      ...{ multiple_spectral_lines: 'multiple_spectral_lines', ...Object.fromEntries(chips) },
    }),
    ...numbers(row, {
      dropped_chip_count: 'dropped_chip_cnt',
      onchip_row_count: 'oc_row',
      onchip_column_count: 'oc_col',
    }),
    frame_time: nonZero(row.f_time),
    spectra_max_count: nonZero(row.spectra_max_count),
    ...beside(row.subary, { subarray_start_row: 'strt_row', subarray_row_count: 'row_cnt' }),
    ...beside(row.d_cyc, { secondary_exp_count: 'sec_cnt', primary_exp_time: 'pr_time' }),
    ...beside(row.evfil, { eventfilter_lower: 'evfil_lo', eventfilter_higher: 'evfil_ra' }),
  }
}

const taken = (row: TextRow, names: Readonly<Record<string, string>>): CatalogRow =>
  Object.fromEntries(Object.entries(names).map(([ours, theirs]) => [ours, row[theirs] ?? null]))

const numbers = (row: TextRow, names: Readonly<Record<string, string>>): CatalogRow =>
  Object.fromEntries(Object.entries(names).map(([ours, theirs]) => [ours, number(row[theirs])]))

function number(text: string | undefined): number | null {
  const value = readValue('number', text)
  return typeof value === 'number' ? value : null
}

const nonZero = (text: string | undefined): number | null => number(text) || null
const isYes = (text: string | undefined): boolean => text === 'Y' || text === 'P'

/** Thousands of seconds that are not observed yet: a guess, since the catalog's own figure is not public. */
function remaining(row: TextRow): number | null {
  const [approved, done] = [number(row.app_exp), number(row.exp_time)]
  return approved === null ? null : Math.max(0, approved - (done ?? 0))
}
