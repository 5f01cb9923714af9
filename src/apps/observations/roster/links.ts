/** Every address of the roster. */
export const rosterLinks = {
  roster: () => '/observations/roster',
  calendar: () => '/observations/roster.ics',
  csv: () => '/observations/roster.csv',
  duty: (id: string) => `/observations/roster/${id}`,
  dutyPart: (id: string, part: 'split' | 'remove' | 'unlock') => `/observations/roster/${id}/${part}`,
  api: () => '/api/v1/observations/duties',
  begin: () => '/observations/roster/begin',
} as const
