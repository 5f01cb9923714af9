/** The columns that are signed, in the order of work. */
export const parts = ['general', 'acis', 'acis_si', 'hrc_si', 'usint'] as const
export type Part = (typeof parts)[number]

export const statuses = ['Signed', 'Not Required', 'Pending', 'Discard'] as const
export type Status = (typeof statuses)[number]
