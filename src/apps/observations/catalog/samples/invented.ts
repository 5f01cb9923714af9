import type { CatalogRow } from '../rows.ts'
import type { Sides } from './building.ts'

/** Chips as somebody who points at the middle of ACIS-S would ask for them. */
const acisS: CatalogRow = {
  exp_mode: 'TE',
  bep_pack: 'F',
  dropped_chip_count: 0,
  frame_time: 3.2,
  most_efficient: 'N',
  ...{ ccdi0_on: 'N', ccdi1_on: 'N', ccdi2_on: 'N', ccdi3_on: 'N' },
  ...{ ccds0_on: 'N', ccds1_on: 'O1', ccds2_on: 'Y', ccds3_on: 'Y', ccds4_on: 'O2', ccds5_on: 'N' },
  subarray: 'NONE',
  duty_cycle: 'N',
  onchip_sum: 'N',
  eventfilter: 'N',
  multiple_spectral_lines: 'N',
}

const acisI: CatalogRow = {
  ...acisS,
  bep_pack: 'VF',
  ...{ ccdi0_on: 'Y', ccdi1_on: 'Y', ccdi2_on: 'Y', ccdi3_on: 'Y', ccds2_on: 'O1', ccds3_on: 'O2', ccds4_on: 'N' },
  multiple_spectral_lines: 'N',
  spectra_max_count: 5_000,
}

const hrc: CatalogRow = { hrc_zero_block: 'N', timing_mode: 'N', si_mode: 'HRC_S_00' }

const planned = (
  obsid: number,
  targname: string,
  instrument: string,
  more: CatalogRow = {},
): CatalogRow & { obsid: number } => ({
  obsid,
  targname,
  instrument,
  seq_nbr: String(800_000 + (obsid % 1_000)),
  status: 'unobserved',
  type: 'GO',
  grating: 'NONE',
  si_mode: instrument.startsWith('ACIS') ? 'TE_0045A' : 'HRC_S_00',
  approved_exposure_time: 40,
  rem_exp_time: 40,
  ...{ ra: 120 + (obsid % 100) / 2, dec: 12.5, y_det_offset: 0.1, z_det_offset: -0.2 },
  ...{ raster_scan: 'N', obj_flag: 'NO', object: 'NONE', photometry_flag: 'N', extended_src: 'N' },
  ...{ dither_flag: null, window_flag: 'N', roll_flag: 'N', spwindow_flag: 'N', phase_constraint_flag: 'N' },
  ...{ uninterrupt: 'N', multitelescope: 'N', constr_in_remarks: 'N', pointing_constraint: 'N' },
  ...more,
})

const proposal = (number: string, title: string): CatalogRow => ({
  prop_num: number,
  title,
  ao_str: '33',
  joint: 'None',
})

/**
 * Observations that nobody has proposed, for what the public archive cannot show: comments, constraints, what is still to
 * be observed. Their obsids begin at 90000; the people in them do not exist.
 */
export const inventedSamples: readonly (readonly [CatalogRow & { obsid: number }, Sides?])[] = [
  [
    planned(90001, 'Sample Cluster', 'ACIS-I', {
      lts_lt_plan: 'Mar 03 2031 12:00AM',
      window_flag: 'Y',
      est_cnt_rate: 0.4,
      remarks: 'Please avoid the bright star to the north.',
      mp_remarks: 'The observer asked for an early date.',
    }),
    {
      proposal: proposal('33800001', 'A cluster that nobody has seen'),
      pi: 'Marlow',
      coi: 'Quill',
      acis: acisI,
      sim: { trans_offset: 0, focus_offset: 0 },
      times: [
        { window_constraint: 'Y', tstart: '2031-03-01 00:00:00', tstop: '2031-03-20 00:00:00' },
        { window_constraint: 'P', tstart: '2031-09-01 00:00:00', tstop: '2031-09-20 00:00:00' },
      ],
    },
  ],
  [
    planned(90002, 'Sample Star', 'ACIS-S', {
      grating: 'HETG',
      ...{ est_cnt_rate: 4.5, forder_cnt_rate: 0.8, roll_flag: 'P', lts_lt_plan: 'Apr 07 2031 12:00AM' },
    }),
    {
      proposal: proposal('33200002', 'Lines of a star'),
      pi: 'Fenwick',
      acis: acisS,
      sim: { trans_offset: -3 },
      rolls: [
        { roll_constraint: 'P', roll_180: 'N', roll: 10, roll_tolerance: 5 },
        { roll_constraint: 'P', roll_180: 'Y', roll: 100, roll_tolerance: 10 },
      ],
    },
  ],
  [
    planned(90003, 'Sample Galaxy', 'ACIS-S', {
      status: 'scheduled',
      spwindow_flag: 'Y',
      dither_flag: 'Y',
      ...{ soe_st_sched_date: 'Feb  5 2031  4:12PM', lts_lt_plan: 'Feb 03 2031 12:00AM' },
    }),
    {
      proposal: proposal('33600003', 'Jets of a galaxy'),
      pi: 'Ashdown',
      acis: { ...acisS, subarray: 'CUSTOM', subarray_start_row: 449, subarray_row_count: 128 },
      dither: { y_amp: 0.0011, y_freq: 0.36, y_phase: 0, z_amp: 0.0011, z_freq: 0.509, z_phase: 0 },
      windows: [
        {
          chip: 'S3',
          start_row: 400,
          start_column: 400,
          width: 200,
          height: 200,
          lower_threshold: 0.08,
          pha_range: 13,
          sample: 1,
        },
        {
          chip: 'S3',
          start_row: 1,
          start_column: 1,
          width: 1024,
          height: 1024,
          lower_threshold: 0.08,
          pha_range: 13,
          sample: 0,
        },
      ],
      roll: 187.25,
    },
  ],
  [
    planned(90004, 'Sample Series', 'ACIS-S', { seq_nbr: '800040' }),
    { proposal: proposal('33700004', 'A source that varies'), pi: 'Brook', acis: acisS },
  ],
  [
    planned(90005, 'Sample Series', 'ACIS-S', {
      seq_nbr: '800040',
      ocat_propid: 90004,
      pre_id: 90004,
      pre_min_lead: 20,
      pre_max_lead: 40,
    }),
    { acis: acisS },
  ],
  [
    planned(90006, 'Sample Series', 'ACIS-S', {
      seq_nbr: '800040',
      ocat_propid: 90004,
      pre_id: 90005,
      pre_min_lead: 20,
      pre_max_lead: 40,
    }),
    { acis: acisS },
  ],
  [
    planned(90007, 'Sample Group A', 'HRC-I', { group_id: 'G33-7' }),
    { proposal: proposal('33500007', 'A group of remnants'), pi: 'Larkin', hrc },
  ],
  [planned(90008, 'Sample Group B', 'HRC-I', { group_id: 'G33-7', ocat_propid: 90007 }), { hrc }],
  [planned(90009, 'Sample Group C', 'HRC-I', { group_id: 'G33-7', ocat_propid: 90007, status: 'archived' }), { hrc }],
  [
    planned(90010, 'Sample Burst', 'ACIS-S', { type: 'TOO', rem_exp_time: 20, lts_lt_plan: 'Jan 14 2031 12:00AM' }),
    {
      proposal: proposal('33400010', 'Bursts within days'),
      pi: 'Hollis',
      acis: acisS,
      too: {
        ...{ type: '0-4', start: 0, stop: 4, followup: 1 },
        ...{ trig: 'A burst above the threshold', remarks: 'Call the duty scientist first.' },
      },
    },
  ],
  [
    planned(90011, 'Sample Transient', 'ACIS-S', { type: 'TOO', status: 'untriggered', ra: 0, dec: 0 }),
    {
      proposal: proposal('33400011', 'A transient yet to come'),
      pi: 'Hollis',
      acis: acisS,
      too: { type: '4-12', start: 4, stop: 12, followup: 2, trig: 'An alert of any survey' },
    },
  ],
  [
    planned(90012, 'Sample Spectrum', 'HRC-S', { grating: 'LETG', est_cnt_rate: 2, forder_cnt_rate: 0.5 }),
    { proposal: proposal('33300012', 'Soft lines'), pi: 'Tarn', hrc, sim: { trans_offset: 0 } },
  ],
  [
    planned(90013, 'Sample Binary', 'ACIS-S', {
      phase_constraint_flag: 'Y',
      uninterrupt: 'P',
      multitelescope: 'Y',
      observatories: 'HST',
      multitelescope_interval: 1,
    }),
    {
      proposal: { ...proposal('33300013', 'A binary in eclipse'), joint: 'CXO-HST', hst_approved_time: 12 },
      pi: 'Wick',
      acis: acisS,
      phase: {
        phase_epoch: 58000.5,
        phase_period: 3.91,
        phase_start: 0.4,
        phase_start_margin: 0.05,
        phase_end: 0.6,
        phase_end_margin: 0.05,
      },
    },
  ],
  [
    planned(90014, 'Sample Withdrawn', 'ACIS-I', { status: 'canceled', rem_exp_time: -2 }),
    { proposal: proposal('33800014', 'Withdrawn'), acis: acisI },
  ],
  [
    planned(90015, 'Sample Nebula', 'ACIS-I', { si_mode: null, type: 'DDT' }),
    { proposal: proposal('33900015', 'Asked at the last minute'), pi: 'Marlow', acis: acisI },
  ],
]
