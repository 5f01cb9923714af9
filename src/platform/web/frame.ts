import type { FastifyRequest } from 'fastify'
import type { Platform } from '../platform.ts'
import type { Content } from './html.ts'
import type { Page, View } from './page.ts'

/** What stands around the page of somebody who is signed in; each piece is drawn where it belongs. */
export type FramePieces = Readonly<{
  /** Beside the name of the house. */
  bell?: (page: Page) => Content
  /** Above the content. */
  banner?: (page: Page) => Content
  /** At the head of the side bar. */
  find?: (page: Page) => Content
  /** Below the link to the help. */
  help?: (page: Page, view: View) => Content
  /** Browser scripts and sheets that these need. */
  scripts?: readonly string[]
  styles?: readonly string[]
}>

/** Reads what the pieces show, once for each whole page and before it is drawn. */
export type Frame = (platform: Platform, request: FastifyRequest) => Promise<FramePieces>

declare module 'fastify' {
  interface FastifyRequest {
    /** Empty for fragments, programs, and those who are not signed in. */
    frame: readonly FramePieces[]
  }
}
