/** Third and fourth digit of a proposal's number, with what they stand for; English. */
export const categories = {
  '10': 'Solar System and Misc',
  '20': 'Normal Stars and WD',
  '30': 'WD Binaries and CVs',
  '40': 'BH and NS Binaries',
  '50': 'SN, SNR and Isolated NS',
  '60': 'Normal Galaxies',
  '70': 'Active Galaxies and Quasars',
  '80': 'Clusters of Galaxies',
  '90': 'Extragalactic Diffuse Emission & Surveys',
  '91': 'Galactic Diffuse Emission & Surveys',
} as const

/** What may be ticked; nothing ticked means all. */
export const ticks = {
  sciins: ['ACIS-I', 'ACIS-S', 'HRC-I', 'HRC-S'],
  mode: ['TE', 'CC'],
  grating: ['HETG', 'LETG', 'NONE'],
  type: ['GO', 'GTO', 'CAL', 'TOO', 'DDT'],
  status: [
    ...[
      'Unobserved',
      'Scheduled',
      'Partially Observed',
      'Observed',
      'Archived',
      'Canceled',
      'Discarded',
      'Untriggered',
    ],
  ],
  joint: ['NOAO', 'HST', 'XMM', 'NRAO', 'RXTE', 'Spitzer'],
} as const satisfies Readonly<Record<string, readonly string[]>>

export type TickGroup = keyof typeof ticks
