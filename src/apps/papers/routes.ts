import type { Platform } from '../../platform/platform.ts'
import type { Web } from '../../platform/web/web.ts'
import { addCollectorApi } from './api/collector.ts'
import { addDuplicateApi } from './api/duplicates.ts'
import { addExportApi } from './api/exports.ts'
import { addHostApi } from './api/hosts.ts'
import { addImportApi } from './api/imports.ts'
import { addJobApi } from './api/jobs.ts'
import { addLogApi } from './api/log.ts'
import { addPaperApi } from './api/papers.ts'
import { addScheduleApi } from './api/schedule.ts'
import { addSourceApi } from './api/sources.ts'
import { addBulkRoutes } from './routes/bulk.ts'
import { addCollectorRoutes } from './routes/collector.ts'
import { addDashboardRoutes } from './routes/dashboard.ts'
import { addDuplicateRoutes } from './routes/duplicates.ts'
import { addExportRoutes } from './routes/exports.ts'
import { addHostRoutes } from './routes/hosts.ts'
import { addImportRoutes } from './routes/imports.ts'
import { addLogRoutes } from './routes/log.ts'
import { addManualRoutes } from './routes/manual.ts'
import { addMappingRoutes } from './routes/mappings.ts'
import { addPaperRoutes } from './routes/papers.ts'
import { addPrismaRoutes } from './routes/prisma.ts'
import { addScheduleRoutes } from './routes/schedule.ts'
import { addSendingRoute } from './routes/sending.ts'
import { addSourceRoutes } from './routes/sources.ts'
import { addStatsRoutes } from './routes/stats.ts'
import { addTableRoutes } from './routes/table.ts'

/** Every address of the app; each feature has a file of its own. */
export function addRoutes(web: Web, platform: Platform): void {
  addCollectorRoutes(web, platform)
  addDashboardRoutes(web, platform)
  addDuplicateRoutes(web, platform)
  addImportRoutes(web, platform)
  addMappingRoutes(web, platform)
  addPrismaRoutes(web, platform)
  addScheduleRoutes(web, platform)
  addHostRoutes(web, platform)
  addSourceRoutes(web, platform)
  addLogRoutes(web, platform)
  addStatsRoutes(web, platform)
  addTableRoutes(web, platform)
  addExportRoutes(web, platform)
  addCollectorApi(web, platform)
  addExportApi(web, platform)
  addHostApi(web, platform)
  addJobApi(web, platform)
  addSourceApi(web, platform)
  addLogApi(web, platform)
  addScheduleApi(web, platform)
  addBulkRoutes(web, platform)
  addSendingRoute(web, platform)
  addPaperRoutes(web, platform)
  addManualRoutes(web, platform)
  addImportApi(web, platform)
  addDuplicateApi(web, platform)
  addPaperApi(web, platform)
}
