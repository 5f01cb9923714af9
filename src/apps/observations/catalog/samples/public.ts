import type { CatalogRow } from '../rows.ts'
import type { Sides } from './building.ts'

const plainFlags = { roll_flag: 'N', window_flag: 'N', uninterrupt: 'N', spwindow_flag: 'N' }

/** Where nothing but name, instrument and place is published here. */
const archived = (obsid: number, targname: string | null, more: CatalogRow = {}): CatalogRow & { obsid: number } => ({
  obsid,
  targname,
  status: 'archived',
  dither_flag: null,
  ...plainFlags,
  ...more,
})

const proximaCentauri = (obsid: number, grating: string) =>
  archived(obsid, 'Proxima Centauri', { instrument: grating === 'HETG' ? 'ACIS-S' : 'HRC-S', grating })

/**
 * Observations of the Chandra X-ray Observatory as the public archive has them; what it does not publish, or publishes as a
 * zero that means "not set", is null.
 */
export const publicSamples: readonly (readonly [CatalogRow & { obsid: number }, Sides?])[] = [
  [
    {
      ...archived(16196, '30 Doradus'),
      status: 'scheduled',
      seq_nbr: '901116',
      instrument: 'ACIS-I',
      grating: 'NONE',
      type: 'GO',
      soe_st_sched_date: 'May 30 2014 12:22AM',
      si_mode: 'TE_004DE',
      approved_exposure_time: 68,
      ra: 84.676667,
      dec: -69.100806,
      y_det_offset: -0.2,
      z_det_offset: -0.25,
      raster_scan: 'N',
      obj_flag: 'NO',
      object: 'NONE',
      photometry_flag: 'N',
      est_cnt_rate: 0.05,
    },
    {
      proposal: { prop_num: '15900142', ao_str: '15', joint: 'None' },
      roll: 202.00286,
      acis: {
        exp_mode: 'TE',
        bep_pack: 'VF',
        dropped_chip_count: 0,
        ...{ ccdi0_on: 'Y', ccdi1_on: 'Y', ccdi2_on: 'Y', ccdi3_on: 'Y' },
        ...{ ccds0_on: 'N', ccds1_on: 'N', ccds2_on: 'O1', ccds3_on: 'O2', ccds4_on: 'N', ccds5_on: 'N' },
        spectra_max_count: 20_000,
        multiple_spectral_lines: 'Y',
        subarray: 'NONE',
        duty_cycle: 'N',
        frame_time: null,
        ...{ onchip_sum: 'N', onchip_row_count: 1, onchip_column_count: 1 },
        ...{ eventfilter: 'Y', eventfilter_lower: 0.1, eventfilter_higher: 12 },
        most_efficient: 'Y',
      },
    },
  ],
  [
    {
      ...archived(8008, 'C-COSMOS', { instrument: 'ACIS-I', grating: 'NONE', ra: 149.9161667, dec: 2.3085194 }),
      dither_flag: 'Y',
      y_det_offset: 0,
      roll_flag: 'Y',
    },
    {
      acis: { exp_mode: 'TE' },
      dither: { y_amp: 0.002222, z_amp: 0.002222 },
      rolls: [{ roll_constraint: 'Y' }],
    },
  ],
  [
    archived(8000, 'C-COSMOS', { instrument: 'ACIS-I', grating: 'NONE' }),
    { proposal: { prop_num: '08900073', title: 'THE CHANDRA-COSMOS SURVEY', ao_str: '08' } },
  ],
  [archived(4876, '3C 273-JET', { seq_nbr: '700958' }), { sim: { trans_offset: -8 } }],
  [archived(4911, 'SDSSJ123215.81+020610.0', { ra: 188.0659133, dec: 2.1028046 })],
  [archived(7781, 'SDSS J123132.37+013814.1')],
  [archived(5438, 'R Aqr')],
  [
    archived(20944, 'Mkn 421', { seq_nbr: '901342', instrument: 'HRC-S', grating: 'LETG' }),
    { proposal: { prop_num: '18900560', ao_str: '18' }, hrc: {} },
  ],
  [
    archived(21389, 'PKS0405-123', { seq_nbr: '901410', instrument: 'HRC-S', grating: 'LETG' }),
    { proposal: { prop_num: '20900088', ao_str: '20' }, hrc: {} },
  ],
  [
    archived(21955, 'PKS0405-123', { seq_nbr: '901410', instrument: 'HRC-S', grating: 'LETG', ocat_propid: 21389 }),
    { hrc: {} },
  ],
  [archived(62635, null)],
  [archived(62636, null)],
  [archived(12292, 'NGC 4507', { ra: 188.9025, dec: -39.90928 })],
  [archived(2150, 'NGC 4507', { ra: 188.90208, dec: -39.90925 })],
  [archived(7414, 'HR4796', { ra: 189.00417, dec: -39.8695 })],
  [
    {
      ...archived(20562, null, {
        instrument: 'ACIS-I',
        ra: 239.06125,
        dec: 66.35,
        y_det_offset: -2.3,
        z_det_offset: 3,
      }),
      dither_flag: 'Y',
    },
    { dither: { y_amp: 8 / 3600, z_amp: 8 / 3600 } },
  ],
  [
    {
      ...archived(20279, null, {
        seq_nbr: '502978',
        type: 'TOO',
        obs_ao_str: '19',
        lts_lt_plan: 'Jun 27 2018 12:00AM',
      }),
      status: 'unobserved',
    },
    { too: {} },
  ],
  ...[2388, 12360, 22185, 22186].map((obsid) => [proximaCentauri(obsid, 'HETG')] as const),
  ...[19708, 20073, 20080, 20084].map((obsid) => [proximaCentauri(obsid, 'LETG')] as const),
  [archived(169, 'Crab Pulsar', { instrument: 'ACIS-S', grating: 'HETG' })],
  [archived(12228, 'Crab Pulsar', { instrument: 'HRC-S', grating: 'LETG' })],
]
