import { z } from 'zod'

/** The host whose breaker is closed: a domain, an address, or `host:port`. */
export const HostForm = z.object({ host: z.string().trim().min(1).max(300) })
