/** LABEL: labels and their effect on views. */
import { held, network, property, table } from "./Invariant.ts"

const appView = network("actors/appview/Labels")
const fold = property("protocol/label/Label")

export const labels = [
  held("LABEL-1", "A label verifies whatever the order of its fields, and not with a field or `$type` more.", "[label]", fold, network("actors/labeler/Labeler")),
  held("LABEL-2", "What shows is the newest of each source, subject and value, unless it negates, is over, or was not asked for.", "[label]", fold, appView),
  held("LABEL-3", "A label that another than the labeler's label key signed never shows.", "[label]", appView),
  held("LABEL-4", "A label ends at its `exp`, without any event.", "[label]", table("protocol/label/Label")),
  held("LABEL-5", "Every subscriber comes to the labeler's own set of labels in force.", "[label]", property("actors/appview/LabelsConverge")),
  held("LABEL-6", "Who asks for other labelers gets a view that differs in their labels only.", "[label]", appView),
  held("LABEL-7", "A negation lifts its own source's label for that subject and value, and no other.", "[label]", fold, appView)
]
