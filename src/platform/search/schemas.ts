import { z } from 'zod'

export const SearchQuery = z.object({ q: z.string().max(500).default('') })

const href = z.string().max(500)
const title = z.string().trim().min(1).max(200)

export const MarkForm = z.object({ href, title, next: z.string().max(4_096).optional() })
export const UnmarkForm = z.object({ href, next: z.string().max(4_096).optional() })
export const OpenedForm = z.object({ href, title })
