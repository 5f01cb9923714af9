/** Addresses of the target search, and of what its results lead to. */
export const searchLinks = {
  api: () => '/api/v1/observations/catalog',
  search: (query = '') => `/observations/search${query}`,
  send: (query = '') => `/observations/search/send${query}`,
  /** The archive's own page on a sequence of observations. */
  sequence: (obsid: number) =>
    `https://cda.cfa.harvard.edu/chaser/startViewer.do?menuItem=sequenceSummary&obsid=${obsid}`,
  details: (obsid: number) => `https://cda.cfa.harvard.edu/chaser/startViewer.do?menuItem=details&obsid=${obsid}`,
  proposal: (number: string) =>
    `https://cda.harvard.edu/srservices/propAbstract.do?propNum=${encodeURIComponent(number)}`,
  /** Papers that name the observation. */
  papers: (obsid: number) => `https://ui.adsabs.harvard.edu/search/?q=${encodeURIComponent(`full:"ObsID ${obsid}"`)}`,
} as const
