import type { FastifyRequest } from 'fastify'
import type { Platform } from '../../platform.ts'
import type { Content } from '../../web/html.ts'
import { pageOf } from '../../web/page.ts'
import { personOf } from '../person-of.ts'
import { factorSection } from '../second-factor/pages.ts'
import { factorValues } from '../second-factor/requiring.ts'

/** The sections about other ways to sign in than by password. */
export async function moreWays(platform: Platform, request: FastifyRequest): Promise<Content> {
  return [factorSection(pageOf(request), await factorValues(platform, personOf(request)))]
}
