/** Every address of accounts. */
export const links = {
  signIn: (next?: string): string => (next && next !== '/' ? `/sign-in?next=${encodeURIComponent(next)}` : '/sign-in'),
  signInAgain: (next: string): string => `/sign-in?again=1&next=${encodeURIComponent(next)}`,
  signOut: (): string => '/sign-out',
  firstAdministrator: (secret: string): string => `/first-administrator/${secret}`,
  account: (): string => '/account',
  otherSessions: (): string => '/account/sessions/end',
  endSession: (id: string): string => `/account/sessions/${id}/end`,
  newToken: (): string => '/account/tokens/new',
  tokens: (): string => '/account/tokens',
  revokeToken: (id: string): string => `/account/tokens/${id}/revoke`,
}
