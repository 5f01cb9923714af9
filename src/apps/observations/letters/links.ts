/** Addresses of the contact letters. */
export const letterLinks = {
  letters: (query = '') => `/observations/letters${query}`,
  ofObservation: (obsid: number) => `/observations/letters?obsid=${obsid}`,
  send: () => '/observations/letters/send',
} as const
