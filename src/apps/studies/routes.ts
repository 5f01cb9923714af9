import type { Platform } from '../../platform/platform.ts'
import type { Web } from '../../platform/web/web.ts'
import { addAnalysisApi } from './api/analyses.ts'
import { addFileApi } from './api/files.ts'
import { addStudyApi } from './api/studies.ts'
import { addAnalysisRoutes } from './routes/analyses.ts'
import { addCompareRoutes } from './routes/comparing.ts'
import { addFileRoutes } from './routes/files.ts'
import { addNotebookRoutes } from './routes/notebooks.ts'
import { addOwnAnalysesRoutes } from './routes/own-analyses.ts'
import { addPresetRoutes } from './routes/presets.ts'
import { addResultRoutes } from './routes/results.ts'
import { addSharedRoutes } from './routes/shared.ts'
import { addSharingRoutes } from './routes/sharing.ts'
import { addStorageRoutes } from './routes/storage.ts'
import { addStudyRoutes } from './routes/studies.ts'
import { addUploadRoutes } from './routes/uploads.ts'

export function addRoutes(web: Web, platform: Platform): void {
  addStudyRoutes(web, platform)
  addFileRoutes(web, platform)
  addUploadRoutes(web, platform)
  addAnalysisRoutes(web, platform)
  addOwnAnalysesRoutes(web, platform)
  addResultRoutes(web, platform)
  addSharingRoutes(web, platform)
  addSharedRoutes(web, platform)
  addNotebookRoutes(web, platform)
  addPresetRoutes(web, platform)
  addCompareRoutes(web, platform)
  addStorageRoutes(web, platform)
  addStudyApi(web, platform)
  addFileApi(web, platform)
  addAnalysisApi(web, platform)
}
