/** How the house presents itself, as far as every page needs it. */
export type Look = Readonly<{
  name: string
  /** Address of the logo; null: the usual one. */
  logo: string | null
  /** Address of the sheet with its colours; null: the usual ones. */
  colours: string | null
  /** Whom to ask; empty: nobody is named. */
  contact: string
}>

export const usualLook: Look = { name: 'Lyceum', logo: null, colours: null, contact: '' }

declare module 'fastify' {
  interface FastifyRequest {
    /** Undefined where a request is refused before anybody looked. */
    look: Look | undefined
  }
}
