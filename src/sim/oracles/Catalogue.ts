/** All oracles, in the order in which reports list them. */
import { AcknowledgedOnce } from "./AcknowledgedOnce.ts"
import { AppSessions } from "./AppSessions.ts"
import { AppViewPosts } from "./AppViewPosts.ts"
import { BlobHeld } from "./BlobHeld.ts"
import { BlobBytes, BlobGone, BlobThere } from "./BlobServed.ts"
import { BlockHashes } from "./BlockHashes.ts"
import { Blocks } from "./Blocks.ts"
import { CameBack } from "./CameBack.ts"
import { Chain } from "./Chain.ts"
import { Counts } from "./Counts.ts"
import { CursorSuffix } from "./CursorSuffix.ts"
import { DelegatedWrites } from "./DelegatedWrites.ts"
import { DelegationRefused } from "./DelegationRefused.ts"
import { EndedSessions } from "./EndedSessions.ts"
import { EnoughGuardians } from "./EnoughGuardians.ts"
import { ErrorIsLast } from "./ErrorIsLast.ts"
import { GuardiansGive } from "./GuardiansGive.ts"
import { Handles } from "./Handles.ts"
import { HandlesRecovered } from "./HandlesRecovered.ts"
import { HandlesUnique } from "./HandlesUnique.ts"
import { Inversion } from "./Inversion.ts"
import { LastingReferences } from "./LastingReferences.ts"
import { LeftHostIgnored } from "./LeftHostIgnored.ts"
import { LogAvailable } from "./LogAvailable.ts"
import { LogEvidence } from "./LogEvidence.ts"
import { LogInnocence } from "./LogInnocence.ts"
import { LogOrder } from "./LogOrder.ts"
import { LogPrefix } from "./LogPrefix.ts"
import { LogReceipts } from "./LogReceipts.ts"
import { LogReplay } from "./LogReplay.ts"
import { MovedWhole } from "./MovedWhole.ts"
import { MoveUndone } from "./MoveUndone.ts"
import { MoveHeard, RevAcrossMove } from "./MoveHeard.ts"
import { MstRoot } from "./MstRoot.ts"
import { OneHome } from "./OneHome.ts"
import { OneOwner } from "./OneOwner.ts"
import { OneOfTwo } from "./OneOfTwo.ts"
import { OpenedAtHome } from "./OpenedAtHome.ts"
import type { Oracle } from "./Oracle.ts"
import { OwnCredential } from "./OwnCredential.ts"
import { OwnersSign } from "./OwnersSign.ts"
import { PdsState } from "./PdsState.ts"
import { PlcAcknowledged } from "./PlcAcknowledged.ts"
import { PlcAnswers } from "./PlcAnswers.ts"
import { PlcChain } from "./PlcChain.ts"
import { PlcMarks } from "./PlcMarks.ts"
import { PlcNames } from "./PlcNames.ts"
import { PlcRate } from "./PlcRate.ts"
import { PlcRecovery } from "./PlcRecovery.ts"
import { QuotaKept, QuotaRefusal } from "./Quota.ts"
import { RelayComplete } from "./RelayComplete.ts"
import { RelayState } from "./RelayState.ts"
import { RevocationsListed } from "./RevocationsListed.ts"
import { RevRises } from "./RevRises.ts"
import { SeqRises } from "./SeqRises.ts"
import { ServiceTokens } from "./ServiceTokens.ts"
import { Signature } from "./Signature.ts"
import { Return, Silence } from "./Silence.ts"
import { TidsRise } from "./TidsRise.ts"
import { Timelines } from "./Timelines.ts"
import { Visibility } from "./Visibility.ts"

export const catalogue: ReadonlyArray<Oracle> = [
  TidsRise,
  LastingReferences,
  OneOwner,
  BlockHashes,
  MstRoot,
  RevRises,
  Signature,
  Inversion,
  AcknowledgedOnce,
  OneOfTwo,
  BlobGone,
  BlobThere,
  BlobHeld,
  BlobBytes,
  SeqRises,
  CursorSuffix,
  ErrorIsLast,
  Chain,
  PdsState,
  RelayComplete,
  RelayState,
  PlcNames,
  PlcChain,
  PlcRecovery,
  PlcAnswers,
  PlcMarks,
  PlcRate,
  PlcAcknowledged,
  LogPrefix,
  LogReceipts,
  LogEvidence,
  LogInnocence,
  LogOrder,
  LogAvailable,
  LogReplay,
  ServiceTokens,
  EndedSessions,
  AppSessions,
  OwnCredential,
  Visibility,
  Return,
  Silence,
  QuotaKept,
  QuotaRefusal,
  DelegatedWrites,
  RevocationsListed,
  DelegationRefused,
  OwnersSign,
  GuardiansGive,
  EnoughGuardians,
  Handles,
  HandlesUnique,
  HandlesRecovered,
  Timelines,
  AppViewPosts,
  Counts,
  Blocks,
  MovedWhole,
  OneHome,
  RevAcrossMove,
  MoveUndone,
  OpenedAtHome,
  CameBack,
  MoveHeard,
  LeftHostIgnored
]
