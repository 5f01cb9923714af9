import type { Platform } from '../../platform/platform.ts'
import type { Web } from '../../platform/web/web.ts'
import { addAnalysisRoutes } from './routes/analyses.ts'
import { addFileRoutes } from './routes/files.ts'
import { addResultRoutes } from './routes/results.ts'
import { addStudyRoutes } from './routes/studies.ts'

export function addRoutes(web: Web, platform: Platform): void {
  addStudyRoutes(web, platform)
  addFileRoutes(web, platform)
  addAnalysisRoutes(web, platform)
  addResultRoutes(web, platform)
}
