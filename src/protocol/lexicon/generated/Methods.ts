// Generated from lexicons/ by `npm run codegen`. Change the documents, not this file.
import type * as app_bsky_actor_getPreferences from "./app/bsky/actor/getPreferences.ts"
import type * as app_bsky_actor_getProfile from "./app/bsky/actor/getProfile.ts"
import type * as app_bsky_actor_getProfiles from "./app/bsky/actor/getProfiles.ts"
import type * as app_bsky_actor_getSuggestions from "./app/bsky/actor/getSuggestions.ts"
import type * as app_bsky_actor_putPreferences from "./app/bsky/actor/putPreferences.ts"
import type * as app_bsky_actor_searchActors from "./app/bsky/actor/searchActors.ts"
import type * as app_bsky_actor_searchActorsTypeahead from "./app/bsky/actor/searchActorsTypeahead.ts"
import type * as app_bsky_ageassurance_begin from "./app/bsky/ageassurance/begin.ts"
import type * as app_bsky_ageassurance_getConfig from "./app/bsky/ageassurance/getConfig.ts"
import type * as app_bsky_ageassurance_getState from "./app/bsky/ageassurance/getState.ts"
import type * as app_bsky_bookmark_createBookmark from "./app/bsky/bookmark/createBookmark.ts"
import type * as app_bsky_bookmark_deleteBookmark from "./app/bsky/bookmark/deleteBookmark.ts"
import type * as app_bsky_bookmark_getBookmarks from "./app/bsky/bookmark/getBookmarks.ts"
import type * as app_bsky_contact_dismissMatch from "./app/bsky/contact/dismissMatch.ts"
import type * as app_bsky_contact_getMatches from "./app/bsky/contact/getMatches.ts"
import type * as app_bsky_contact_getSyncStatus from "./app/bsky/contact/getSyncStatus.ts"
import type * as app_bsky_contact_importContacts from "./app/bsky/contact/importContacts.ts"
import type * as app_bsky_contact_removeData from "./app/bsky/contact/removeData.ts"
import type * as app_bsky_contact_sendNotification from "./app/bsky/contact/sendNotification.ts"
import type * as app_bsky_contact_startPhoneVerification from "./app/bsky/contact/startPhoneVerification.ts"
import type * as app_bsky_contact_verifyPhone from "./app/bsky/contact/verifyPhone.ts"
import type * as app_bsky_draft_createDraft from "./app/bsky/draft/createDraft.ts"
import type * as app_bsky_draft_deleteDraft from "./app/bsky/draft/deleteDraft.ts"
import type * as app_bsky_draft_getDrafts from "./app/bsky/draft/getDrafts.ts"
import type * as app_bsky_draft_updateDraft from "./app/bsky/draft/updateDraft.ts"
import type * as app_bsky_embed_getEmbedExternalView from "./app/bsky/embed/getEmbedExternalView.ts"
import type * as app_bsky_feed_describeFeedGenerator from "./app/bsky/feed/describeFeedGenerator.ts"
import type * as app_bsky_feed_getActorFeeds from "./app/bsky/feed/getActorFeeds.ts"
import type * as app_bsky_feed_getActorLikes from "./app/bsky/feed/getActorLikes.ts"
import type * as app_bsky_feed_getAuthorFeed from "./app/bsky/feed/getAuthorFeed.ts"
import type * as app_bsky_feed_getFeed from "./app/bsky/feed/getFeed.ts"
import type * as app_bsky_feed_getFeedGenerator from "./app/bsky/feed/getFeedGenerator.ts"
import type * as app_bsky_feed_getFeedGenerators from "./app/bsky/feed/getFeedGenerators.ts"
import type * as app_bsky_feed_getFeedSkeleton from "./app/bsky/feed/getFeedSkeleton.ts"
import type * as app_bsky_feed_getLikes from "./app/bsky/feed/getLikes.ts"
import type * as app_bsky_feed_getListFeed from "./app/bsky/feed/getListFeed.ts"
import type * as app_bsky_feed_getPostThread from "./app/bsky/feed/getPostThread.ts"
import type * as app_bsky_feed_getPosts from "./app/bsky/feed/getPosts.ts"
import type * as app_bsky_feed_getQuotes from "./app/bsky/feed/getQuotes.ts"
import type * as app_bsky_feed_getRepostedBy from "./app/bsky/feed/getRepostedBy.ts"
import type * as app_bsky_feed_getSuggestedFeeds from "./app/bsky/feed/getSuggestedFeeds.ts"
import type * as app_bsky_feed_getTimeline from "./app/bsky/feed/getTimeline.ts"
import type * as app_bsky_feed_searchPosts from "./app/bsky/feed/searchPosts.ts"
import type * as app_bsky_feed_searchPostsV2 from "./app/bsky/feed/searchPostsV2.ts"
import type * as app_bsky_feed_sendInteractions from "./app/bsky/feed/sendInteractions.ts"
import type * as app_bsky_graph_getActorStarterPacks from "./app/bsky/graph/getActorStarterPacks.ts"
import type * as app_bsky_graph_getBlocks from "./app/bsky/graph/getBlocks.ts"
import type * as app_bsky_graph_getFollowers from "./app/bsky/graph/getFollowers.ts"
import type * as app_bsky_graph_getFollows from "./app/bsky/graph/getFollows.ts"
import type * as app_bsky_graph_getKnownFollowers from "./app/bsky/graph/getKnownFollowers.ts"
import type * as app_bsky_graph_getList from "./app/bsky/graph/getList.ts"
import type * as app_bsky_graph_getListBlocks from "./app/bsky/graph/getListBlocks.ts"
import type * as app_bsky_graph_getListMutes from "./app/bsky/graph/getListMutes.ts"
import type * as app_bsky_graph_getLists from "./app/bsky/graph/getLists.ts"
import type * as app_bsky_graph_getListsWithMembership from "./app/bsky/graph/getListsWithMembership.ts"
import type * as app_bsky_graph_getMutes from "./app/bsky/graph/getMutes.ts"
import type * as app_bsky_graph_getRelationships from "./app/bsky/graph/getRelationships.ts"
import type * as app_bsky_graph_getStarterPack from "./app/bsky/graph/getStarterPack.ts"
import type * as app_bsky_graph_getStarterPacks from "./app/bsky/graph/getStarterPacks.ts"
import type * as app_bsky_graph_getStarterPacksWithMembership from "./app/bsky/graph/getStarterPacksWithMembership.ts"
import type * as app_bsky_graph_getSuggestedFollowsByActor from "./app/bsky/graph/getSuggestedFollowsByActor.ts"
import type * as app_bsky_graph_muteActor from "./app/bsky/graph/muteActor.ts"
import type * as app_bsky_graph_muteActorList from "./app/bsky/graph/muteActorList.ts"
import type * as app_bsky_graph_muteThread from "./app/bsky/graph/muteThread.ts"
import type * as app_bsky_graph_searchStarterPacks from "./app/bsky/graph/searchStarterPacks.ts"
import type * as app_bsky_graph_searchStarterPacksV2 from "./app/bsky/graph/searchStarterPacksV2.ts"
import type * as app_bsky_graph_unmuteActor from "./app/bsky/graph/unmuteActor.ts"
import type * as app_bsky_graph_unmuteActorList from "./app/bsky/graph/unmuteActorList.ts"
import type * as app_bsky_graph_unmuteThread from "./app/bsky/graph/unmuteThread.ts"
import type * as app_bsky_labeler_getServices from "./app/bsky/labeler/getServices.ts"
import type * as app_bsky_notification_getPreferences from "./app/bsky/notification/getPreferences.ts"
import type * as app_bsky_notification_getUnreadCount from "./app/bsky/notification/getUnreadCount.ts"
import type * as app_bsky_notification_listActivitySubscriptions from "./app/bsky/notification/listActivitySubscriptions.ts"
import type * as app_bsky_notification_listNotifications from "./app/bsky/notification/listNotifications.ts"
import type * as app_bsky_notification_putActivitySubscription from "./app/bsky/notification/putActivitySubscription.ts"
import type * as app_bsky_notification_putPreferences from "./app/bsky/notification/putPreferences.ts"
import type * as app_bsky_notification_putPreferencesV2 from "./app/bsky/notification/putPreferencesV2.ts"
import type * as app_bsky_notification_registerPush from "./app/bsky/notification/registerPush.ts"
import type * as app_bsky_notification_unregisterPush from "./app/bsky/notification/unregisterPush.ts"
import type * as app_bsky_notification_updateSeen from "./app/bsky/notification/updateSeen.ts"
import type * as app_bsky_unspecced_getAgeAssuranceState from "./app/bsky/unspecced/getAgeAssuranceState.ts"
import type * as app_bsky_unspecced_getConfig from "./app/bsky/unspecced/getConfig.ts"
import type * as app_bsky_unspecced_getOnboardingSuggestedStarterPacks from "./app/bsky/unspecced/getOnboardingSuggestedStarterPacks.ts"
import type * as app_bsky_unspecced_getOnboardingSuggestedStarterPacksSkeleton from "./app/bsky/unspecced/getOnboardingSuggestedStarterPacksSkeleton.ts"
import type * as app_bsky_unspecced_getOnboardingSuggestedUsersSkeleton from "./app/bsky/unspecced/getOnboardingSuggestedUsersSkeleton.ts"
import type * as app_bsky_unspecced_getPopularFeedGenerators from "./app/bsky/unspecced/getPopularFeedGenerators.ts"
import type * as app_bsky_unspecced_getPostThreadOtherV2 from "./app/bsky/unspecced/getPostThreadOtherV2.ts"
import type * as app_bsky_unspecced_getPostThreadV2 from "./app/bsky/unspecced/getPostThreadV2.ts"
import type * as app_bsky_unspecced_getSuggestedFeeds from "./app/bsky/unspecced/getSuggestedFeeds.ts"
import type * as app_bsky_unspecced_getSuggestedFeedsSkeleton from "./app/bsky/unspecced/getSuggestedFeedsSkeleton.ts"
import type * as app_bsky_unspecced_getSuggestedOnboardingUsers from "./app/bsky/unspecced/getSuggestedOnboardingUsers.ts"
import type * as app_bsky_unspecced_getSuggestedStarterPacks from "./app/bsky/unspecced/getSuggestedStarterPacks.ts"
import type * as app_bsky_unspecced_getSuggestedStarterPacksSkeleton from "./app/bsky/unspecced/getSuggestedStarterPacksSkeleton.ts"
import type * as app_bsky_unspecced_getSuggestedUsers from "./app/bsky/unspecced/getSuggestedUsers.ts"
import type * as app_bsky_unspecced_getSuggestedUsersForDiscover from "./app/bsky/unspecced/getSuggestedUsersForDiscover.ts"
import type * as app_bsky_unspecced_getSuggestedUsersForDiscoverSkeleton from "./app/bsky/unspecced/getSuggestedUsersForDiscoverSkeleton.ts"
import type * as app_bsky_unspecced_getSuggestedUsersForExplore from "./app/bsky/unspecced/getSuggestedUsersForExplore.ts"
import type * as app_bsky_unspecced_getSuggestedUsersForExploreSkeleton from "./app/bsky/unspecced/getSuggestedUsersForExploreSkeleton.ts"
import type * as app_bsky_unspecced_getSuggestedUsersForSeeMore from "./app/bsky/unspecced/getSuggestedUsersForSeeMore.ts"
import type * as app_bsky_unspecced_getSuggestedUsersForSeeMoreSkeleton from "./app/bsky/unspecced/getSuggestedUsersForSeeMoreSkeleton.ts"
import type * as app_bsky_unspecced_getSuggestedUsersSkeleton from "./app/bsky/unspecced/getSuggestedUsersSkeleton.ts"
import type * as app_bsky_unspecced_getSuggestionsSkeleton from "./app/bsky/unspecced/getSuggestionsSkeleton.ts"
import type * as app_bsky_unspecced_getTaggedSuggestions from "./app/bsky/unspecced/getTaggedSuggestions.ts"
import type * as app_bsky_unspecced_getTrendingTopics from "./app/bsky/unspecced/getTrendingTopics.ts"
import type * as app_bsky_unspecced_getTrends from "./app/bsky/unspecced/getTrends.ts"
import type * as app_bsky_unspecced_getTrendsSkeleton from "./app/bsky/unspecced/getTrendsSkeleton.ts"
import type * as app_bsky_unspecced_initAgeAssurance from "./app/bsky/unspecced/initAgeAssurance.ts"
import type * as app_bsky_unspecced_searchActorsSkeleton from "./app/bsky/unspecced/searchActorsSkeleton.ts"
import type * as app_bsky_unspecced_searchPostsSkeleton from "./app/bsky/unspecced/searchPostsSkeleton.ts"
import type * as app_bsky_unspecced_searchStarterPacksSkeleton from "./app/bsky/unspecced/searchStarterPacksSkeleton.ts"
import type * as app_bsky_video_abortUpload from "./app/bsky/video/abortUpload.ts"
import type * as app_bsky_video_finishUpload from "./app/bsky/video/finishUpload.ts"
import type * as app_bsky_video_getJobStatus from "./app/bsky/video/getJobStatus.ts"
import type * as app_bsky_video_getUploadLimits from "./app/bsky/video/getUploadLimits.ts"
import type * as app_bsky_video_getUploadStatus from "./app/bsky/video/getUploadStatus.ts"
import type * as app_bsky_video_startUpload from "./app/bsky/video/startUpload.ts"
import type * as app_bsky_video_uploadPart from "./app/bsky/video/uploadPart.ts"
import type * as app_bsky_video_uploadVideo from "./app/bsky/video/uploadVideo.ts"
import type * as chat_bsky_actor_deleteAccount from "./chat/bsky/actor/deleteAccount.ts"
import type * as chat_bsky_actor_exportAccountData from "./chat/bsky/actor/exportAccountData.ts"
import type * as chat_bsky_actor_getStatus from "./chat/bsky/actor/getStatus.ts"
import type * as chat_bsky_convo_acceptConvo from "./chat/bsky/convo/acceptConvo.ts"
import type * as chat_bsky_convo_addReaction from "./chat/bsky/convo/addReaction.ts"
import type * as chat_bsky_convo_deleteMessageForSelf from "./chat/bsky/convo/deleteMessageForSelf.ts"
import type * as chat_bsky_convo_getConvo from "./chat/bsky/convo/getConvo.ts"
import type * as chat_bsky_convo_getConvoAvailability from "./chat/bsky/convo/getConvoAvailability.ts"
import type * as chat_bsky_convo_getConvoForMembers from "./chat/bsky/convo/getConvoForMembers.ts"
import type * as chat_bsky_convo_getConvoMembers from "./chat/bsky/convo/getConvoMembers.ts"
import type * as chat_bsky_convo_getLog from "./chat/bsky/convo/getLog.ts"
import type * as chat_bsky_convo_getMessages from "./chat/bsky/convo/getMessages.ts"
import type * as chat_bsky_convo_getUnreadCounts from "./chat/bsky/convo/getUnreadCounts.ts"
import type * as chat_bsky_convo_leaveConvo from "./chat/bsky/convo/leaveConvo.ts"
import type * as chat_bsky_convo_listConvoRequests from "./chat/bsky/convo/listConvoRequests.ts"
import type * as chat_bsky_convo_listConvos from "./chat/bsky/convo/listConvos.ts"
import type * as chat_bsky_convo_lockConvo from "./chat/bsky/convo/lockConvo.ts"
import type * as chat_bsky_convo_muteConvo from "./chat/bsky/convo/muteConvo.ts"
import type * as chat_bsky_convo_removeReaction from "./chat/bsky/convo/removeReaction.ts"
import type * as chat_bsky_convo_sendMessage from "./chat/bsky/convo/sendMessage.ts"
import type * as chat_bsky_convo_sendMessageBatch from "./chat/bsky/convo/sendMessageBatch.ts"
import type * as chat_bsky_convo_unlockConvo from "./chat/bsky/convo/unlockConvo.ts"
import type * as chat_bsky_convo_unmuteConvo from "./chat/bsky/convo/unmuteConvo.ts"
import type * as chat_bsky_convo_updateAllRead from "./chat/bsky/convo/updateAllRead.ts"
import type * as chat_bsky_convo_updateRead from "./chat/bsky/convo/updateRead.ts"
import type * as chat_bsky_group_addMembers from "./chat/bsky/group/addMembers.ts"
import type * as chat_bsky_group_approveJoinRequest from "./chat/bsky/group/approveJoinRequest.ts"
import type * as chat_bsky_group_createGroup from "./chat/bsky/group/createGroup.ts"
import type * as chat_bsky_group_createJoinLink from "./chat/bsky/group/createJoinLink.ts"
import type * as chat_bsky_group_disableJoinLink from "./chat/bsky/group/disableJoinLink.ts"
import type * as chat_bsky_group_editGroup from "./chat/bsky/group/editGroup.ts"
import type * as chat_bsky_group_editJoinLink from "./chat/bsky/group/editJoinLink.ts"
import type * as chat_bsky_group_enableJoinLink from "./chat/bsky/group/enableJoinLink.ts"
import type * as chat_bsky_group_getJoinLinkPreviews from "./chat/bsky/group/getJoinLinkPreviews.ts"
import type * as chat_bsky_group_listJoinRequests from "./chat/bsky/group/listJoinRequests.ts"
import type * as chat_bsky_group_listMutualGroups from "./chat/bsky/group/listMutualGroups.ts"
import type * as chat_bsky_group_rejectJoinRequest from "./chat/bsky/group/rejectJoinRequest.ts"
import type * as chat_bsky_group_removeMembers from "./chat/bsky/group/removeMembers.ts"
import type * as chat_bsky_group_requestJoin from "./chat/bsky/group/requestJoin.ts"
import type * as chat_bsky_group_updateJoinRequestsRead from "./chat/bsky/group/updateJoinRequestsRead.ts"
import type * as chat_bsky_group_withdrawJoinRequest from "./chat/bsky/group/withdrawJoinRequest.ts"
import type * as chat_bsky_moderation_getActorMetadata from "./chat/bsky/moderation/getActorMetadata.ts"
import type * as chat_bsky_moderation_getConvo from "./chat/bsky/moderation/getConvo.ts"
import type * as chat_bsky_moderation_getConvoMembers from "./chat/bsky/moderation/getConvoMembers.ts"
import type * as chat_bsky_moderation_getConvos from "./chat/bsky/moderation/getConvos.ts"
import type * as chat_bsky_moderation_getMessageContext from "./chat/bsky/moderation/getMessageContext.ts"
import type * as chat_bsky_moderation_updateActorAccess from "./chat/bsky/moderation/updateActorAccess.ts"
import type * as chat_bsky_notification_getPreferences from "./chat/bsky/notification/getPreferences.ts"
import type * as chat_bsky_notification_putPreferences from "./chat/bsky/notification/putPreferences.ts"
import type * as com_atproto_admin_deleteAccount from "./com/atproto/admin/deleteAccount.ts"
import type * as com_atproto_admin_disableAccountInvites from "./com/atproto/admin/disableAccountInvites.ts"
import type * as com_atproto_admin_disableInviteCodes from "./com/atproto/admin/disableInviteCodes.ts"
import type * as com_atproto_admin_enableAccountInvites from "./com/atproto/admin/enableAccountInvites.ts"
import type * as com_atproto_admin_getAccountInfo from "./com/atproto/admin/getAccountInfo.ts"
import type * as com_atproto_admin_getAccountInfos from "./com/atproto/admin/getAccountInfos.ts"
import type * as com_atproto_admin_getInviteCodes from "./com/atproto/admin/getInviteCodes.ts"
import type * as com_atproto_admin_getSubjectStatus from "./com/atproto/admin/getSubjectStatus.ts"
import type * as com_atproto_admin_searchAccounts from "./com/atproto/admin/searchAccounts.ts"
import type * as com_atproto_admin_sendEmail from "./com/atproto/admin/sendEmail.ts"
import type * as com_atproto_admin_updateAccountEmail from "./com/atproto/admin/updateAccountEmail.ts"
import type * as com_atproto_admin_updateAccountHandle from "./com/atproto/admin/updateAccountHandle.ts"
import type * as com_atproto_admin_updateAccountPassword from "./com/atproto/admin/updateAccountPassword.ts"
import type * as com_atproto_admin_updateAccountSigningKey from "./com/atproto/admin/updateAccountSigningKey.ts"
import type * as com_atproto_admin_updateSubjectStatus from "./com/atproto/admin/updateSubjectStatus.ts"
import type * as com_atproto_identity_getRecommendedDidCredentials from "./com/atproto/identity/getRecommendedDidCredentials.ts"
import type * as com_atproto_identity_refreshIdentity from "./com/atproto/identity/refreshIdentity.ts"
import type * as com_atproto_identity_requestPlcOperationSignature from "./com/atproto/identity/requestPlcOperationSignature.ts"
import type * as com_atproto_identity_resolveDid from "./com/atproto/identity/resolveDid.ts"
import type * as com_atproto_identity_resolveHandle from "./com/atproto/identity/resolveHandle.ts"
import type * as com_atproto_identity_resolveIdentity from "./com/atproto/identity/resolveIdentity.ts"
import type * as com_atproto_identity_signPlcOperation from "./com/atproto/identity/signPlcOperation.ts"
import type * as com_atproto_identity_submitPlcOperation from "./com/atproto/identity/submitPlcOperation.ts"
import type * as com_atproto_identity_updateHandle from "./com/atproto/identity/updateHandle.ts"
import type * as com_atproto_label_queryLabels from "./com/atproto/label/queryLabels.ts"
import type * as com_atproto_lexicon_resolveLexicon from "./com/atproto/lexicon/resolveLexicon.ts"
import type * as com_atproto_moderation_createReport from "./com/atproto/moderation/createReport.ts"
import type * as com_atproto_repo_applyWrites from "./com/atproto/repo/applyWrites.ts"
import type * as com_atproto_repo_createRecord from "./com/atproto/repo/createRecord.ts"
import type * as com_atproto_repo_deleteRecord from "./com/atproto/repo/deleteRecord.ts"
import type * as com_atproto_repo_describeRepo from "./com/atproto/repo/describeRepo.ts"
import type * as com_atproto_repo_getRecord from "./com/atproto/repo/getRecord.ts"
import type * as com_atproto_repo_importRepo from "./com/atproto/repo/importRepo.ts"
import type * as com_atproto_repo_listMissingBlobs from "./com/atproto/repo/listMissingBlobs.ts"
import type * as com_atproto_repo_listRecords from "./com/atproto/repo/listRecords.ts"
import type * as com_atproto_repo_putRecord from "./com/atproto/repo/putRecord.ts"
import type * as com_atproto_repo_uploadBlob from "./com/atproto/repo/uploadBlob.ts"
import type * as com_atproto_server_activateAccount from "./com/atproto/server/activateAccount.ts"
import type * as com_atproto_server_checkAccountStatus from "./com/atproto/server/checkAccountStatus.ts"
import type * as com_atproto_server_confirmEmail from "./com/atproto/server/confirmEmail.ts"
import type * as com_atproto_server_createAccount from "./com/atproto/server/createAccount.ts"
import type * as com_atproto_server_createAppPassword from "./com/atproto/server/createAppPassword.ts"
import type * as com_atproto_server_createInviteCode from "./com/atproto/server/createInviteCode.ts"
import type * as com_atproto_server_createInviteCodes from "./com/atproto/server/createInviteCodes.ts"
import type * as com_atproto_server_createSession from "./com/atproto/server/createSession.ts"
import type * as com_atproto_server_deactivateAccount from "./com/atproto/server/deactivateAccount.ts"
import type * as com_atproto_server_deleteAccount from "./com/atproto/server/deleteAccount.ts"
import type * as com_atproto_server_deleteSession from "./com/atproto/server/deleteSession.ts"
import type * as com_atproto_server_describeServer from "./com/atproto/server/describeServer.ts"
import type * as com_atproto_server_getAccountInviteCodes from "./com/atproto/server/getAccountInviteCodes.ts"
import type * as com_atproto_server_getServiceAuth from "./com/atproto/server/getServiceAuth.ts"
import type * as com_atproto_server_getSession from "./com/atproto/server/getSession.ts"
import type * as com_atproto_server_listAppPasswords from "./com/atproto/server/listAppPasswords.ts"
import type * as com_atproto_server_refreshSession from "./com/atproto/server/refreshSession.ts"
import type * as com_atproto_server_requestAccountDelete from "./com/atproto/server/requestAccountDelete.ts"
import type * as com_atproto_server_requestEmailConfirmation from "./com/atproto/server/requestEmailConfirmation.ts"
import type * as com_atproto_server_requestEmailUpdate from "./com/atproto/server/requestEmailUpdate.ts"
import type * as com_atproto_server_requestPasswordReset from "./com/atproto/server/requestPasswordReset.ts"
import type * as com_atproto_server_reserveSigningKey from "./com/atproto/server/reserveSigningKey.ts"
import type * as com_atproto_server_resetPassword from "./com/atproto/server/resetPassword.ts"
import type * as com_atproto_server_revokeAppPassword from "./com/atproto/server/revokeAppPassword.ts"
import type * as com_atproto_server_updateEmail from "./com/atproto/server/updateEmail.ts"
import type * as com_atproto_sync_getBlob from "./com/atproto/sync/getBlob.ts"
import type * as com_atproto_sync_getBlocks from "./com/atproto/sync/getBlocks.ts"
import type * as com_atproto_sync_getCheckout from "./com/atproto/sync/getCheckout.ts"
import type * as com_atproto_sync_getHead from "./com/atproto/sync/getHead.ts"
import type * as com_atproto_sync_getHostStatus from "./com/atproto/sync/getHostStatus.ts"
import type * as com_atproto_sync_getLatestCommit from "./com/atproto/sync/getLatestCommit.ts"
import type * as com_atproto_sync_getRecord from "./com/atproto/sync/getRecord.ts"
import type * as com_atproto_sync_getRepo from "./com/atproto/sync/getRepo.ts"
import type * as com_atproto_sync_getRepoStatus from "./com/atproto/sync/getRepoStatus.ts"
import type * as com_atproto_sync_listBlobs from "./com/atproto/sync/listBlobs.ts"
import type * as com_atproto_sync_listHosts from "./com/atproto/sync/listHosts.ts"
import type * as com_atproto_sync_listRepos from "./com/atproto/sync/listRepos.ts"
import type * as com_atproto_sync_listReposByCollection from "./com/atproto/sync/listReposByCollection.ts"
import type * as com_atproto_sync_notifyOfUpdate from "./com/atproto/sync/notifyOfUpdate.ts"
import type * as com_atproto_sync_requestCrawl from "./com/atproto/sync/requestCrawl.ts"
import type * as com_atproto_temp_addReservedHandle from "./com/atproto/temp/addReservedHandle.ts"
import type * as com_atproto_temp_checkHandleAvailability from "./com/atproto/temp/checkHandleAvailability.ts"
import type * as com_atproto_temp_checkSignupQueue from "./com/atproto/temp/checkSignupQueue.ts"
import type * as com_atproto_temp_dereferenceScope from "./com/atproto/temp/dereferenceScope.ts"
import type * as com_atproto_temp_fetchLabels from "./com/atproto/temp/fetchLabels.ts"
import type * as com_atproto_temp_requestPhoneVerification from "./com/atproto/temp/requestPhoneVerification.ts"
import type * as com_atproto_temp_revokeAccountCredentials from "./com/atproto/temp/revokeAccountCredentials.ts"
import type * as dev_orrery_keys_collectShare from "./dev/orrery/keys/collectShare.ts"
import type * as dev_orrery_keys_createSession from "./dev/orrery/keys/createSession.ts"
import type * as dev_orrery_keys_delegate from "./dev/orrery/keys/delegate.ts"
import type * as dev_orrery_keys_depositShare from "./dev/orrery/keys/depositShare.ts"
import type * as dev_orrery_keys_enroll from "./dev/orrery/keys/enroll.ts"
import type * as dev_orrery_keys_entrustSigningKey from "./dev/orrery/keys/entrustSigningKey.ts"
import type * as dev_orrery_keys_getGuardian from "./dev/orrery/keys/getGuardian.ts"
import type * as dev_orrery_keys_giveShare from "./dev/orrery/keys/giveShare.ts"
import type * as dev_orrery_keys_holdSigningKey from "./dev/orrery/keys/holdSigningKey.ts"
import type * as dev_orrery_keys_listDelegations from "./dev/orrery/keys/listDelegations.ts"
import type * as dev_orrery_keys_listRevocations from "./dev/orrery/keys/listRevocations.ts"
import type * as dev_orrery_keys_listShares from "./dev/orrery/keys/listShares.ts"
import type * as dev_orrery_keys_listUses from "./dev/orrery/keys/listUses.ts"
import type * as dev_orrery_keys_putRevocation from "./dev/orrery/keys/putRevocation.ts"
import type * as dev_orrery_keys_recover from "./dev/orrery/keys/recover.ts"
import type * as dev_orrery_keys_refuseShare from "./dev/orrery/keys/refuseShare.ts"
import type * as dev_orrery_keys_requestRecovery from "./dev/orrery/keys/requestRecovery.ts"
import type * as dev_orrery_keys_requestShare from "./dev/orrery/keys/requestShare.ts"
import type * as dev_orrery_keys_revoke from "./dev/orrery/keys/revoke.ts"
import type * as dev_orrery_keys_undoIdentity from "./dev/orrery/keys/undoIdentity.ts"
import type * as dev_orrery_keys_updateIdentity from "./dev/orrery/keys/updateIdentity.ts"
import type * as dev_orrery_keys_withdrawShares from "./dev/orrery/keys/withdrawShares.ts"
import type * as dev_orrery_repo_prepareCommit from "./dev/orrery/repo/prepareCommit.ts"
import type * as dev_orrery_repo_putCommit from "./dev/orrery/repo/putCommit.ts"
import type * as dev_orrery_server_getUsage from "./dev/orrery/server/getUsage.ts"
import type * as tools_ozone_communication_createTemplate from "./tools/ozone/communication/createTemplate.ts"
import type * as tools_ozone_communication_deleteTemplate from "./tools/ozone/communication/deleteTemplate.ts"
import type * as tools_ozone_communication_listTemplates from "./tools/ozone/communication/listTemplates.ts"
import type * as tools_ozone_communication_updateTemplate from "./tools/ozone/communication/updateTemplate.ts"
import type * as tools_ozone_hosting_getAccountHistory from "./tools/ozone/hosting/getAccountHistory.ts"
import type * as tools_ozone_moderation_cancelScheduledActions from "./tools/ozone/moderation/cancelScheduledActions.ts"
import type * as tools_ozone_moderation_emitEvent from "./tools/ozone/moderation/emitEvent.ts"
import type * as tools_ozone_moderation_getAccountPreferences from "./tools/ozone/moderation/getAccountPreferences.ts"
import type * as tools_ozone_moderation_getAccountTimeline from "./tools/ozone/moderation/getAccountTimeline.ts"
import type * as tools_ozone_moderation_getEvent from "./tools/ozone/moderation/getEvent.ts"
import type * as tools_ozone_moderation_getRecord from "./tools/ozone/moderation/getRecord.ts"
import type * as tools_ozone_moderation_getRecords from "./tools/ozone/moderation/getRecords.ts"
import type * as tools_ozone_moderation_getRepo from "./tools/ozone/moderation/getRepo.ts"
import type * as tools_ozone_moderation_getReporterStats from "./tools/ozone/moderation/getReporterStats.ts"
import type * as tools_ozone_moderation_getRepos from "./tools/ozone/moderation/getRepos.ts"
import type * as tools_ozone_moderation_getSubjects from "./tools/ozone/moderation/getSubjects.ts"
import type * as tools_ozone_moderation_listScheduledActions from "./tools/ozone/moderation/listScheduledActions.ts"
import type * as tools_ozone_moderation_queryEvents from "./tools/ozone/moderation/queryEvents.ts"
import type * as tools_ozone_moderation_queryStatuses from "./tools/ozone/moderation/queryStatuses.ts"
import type * as tools_ozone_moderation_scheduleAction from "./tools/ozone/moderation/scheduleAction.ts"
import type * as tools_ozone_moderation_searchRepos from "./tools/ozone/moderation/searchRepos.ts"
import type * as tools_ozone_queue_assignModerator from "./tools/ozone/queue/assignModerator.ts"
import type * as tools_ozone_queue_createQueue from "./tools/ozone/queue/createQueue.ts"
import type * as tools_ozone_queue_deleteQueue from "./tools/ozone/queue/deleteQueue.ts"
import type * as tools_ozone_queue_getAssignments from "./tools/ozone/queue/getAssignments.ts"
import type * as tools_ozone_queue_listQueues from "./tools/ozone/queue/listQueues.ts"
import type * as tools_ozone_queue_routeReports from "./tools/ozone/queue/routeReports.ts"
import type * as tools_ozone_queue_unassignModerator from "./tools/ozone/queue/unassignModerator.ts"
import type * as tools_ozone_queue_updateQueue from "./tools/ozone/queue/updateQueue.ts"
import type * as tools_ozone_report_assignModerator from "./tools/ozone/report/assignModerator.ts"
import type * as tools_ozone_report_closeReports from "./tools/ozone/report/closeReports.ts"
import type * as tools_ozone_report_createActivity from "./tools/ozone/report/createActivity.ts"
import type * as tools_ozone_report_getAssignments from "./tools/ozone/report/getAssignments.ts"
import type * as tools_ozone_report_getHistoricalStats from "./tools/ozone/report/getHistoricalStats.ts"
import type * as tools_ozone_report_getLatestReport from "./tools/ozone/report/getLatestReport.ts"
import type * as tools_ozone_report_getLiveStats from "./tools/ozone/report/getLiveStats.ts"
import type * as tools_ozone_report_getReport from "./tools/ozone/report/getReport.ts"
import type * as tools_ozone_report_listActivities from "./tools/ozone/report/listActivities.ts"
import type * as tools_ozone_report_queryActivities from "./tools/ozone/report/queryActivities.ts"
import type * as tools_ozone_report_queryReports from "./tools/ozone/report/queryReports.ts"
import type * as tools_ozone_report_reassignQueue from "./tools/ozone/report/reassignQueue.ts"
import type * as tools_ozone_report_refreshStats from "./tools/ozone/report/refreshStats.ts"
import type * as tools_ozone_report_unassignModerator from "./tools/ozone/report/unassignModerator.ts"
import type * as tools_ozone_safelink_addRule from "./tools/ozone/safelink/addRule.ts"
import type * as tools_ozone_safelink_queryEvents from "./tools/ozone/safelink/queryEvents.ts"
import type * as tools_ozone_safelink_queryRules from "./tools/ozone/safelink/queryRules.ts"
import type * as tools_ozone_safelink_removeRule from "./tools/ozone/safelink/removeRule.ts"
import type * as tools_ozone_safelink_updateRule from "./tools/ozone/safelink/updateRule.ts"
import type * as tools_ozone_server_getConfig from "./tools/ozone/server/getConfig.ts"
import type * as tools_ozone_set_addValues from "./tools/ozone/set/addValues.ts"
import type * as tools_ozone_set_deleteSet from "./tools/ozone/set/deleteSet.ts"
import type * as tools_ozone_set_deleteValues from "./tools/ozone/set/deleteValues.ts"
import type * as tools_ozone_set_getValues from "./tools/ozone/set/getValues.ts"
import type * as tools_ozone_set_querySets from "./tools/ozone/set/querySets.ts"
import type * as tools_ozone_set_upsertSet from "./tools/ozone/set/upsertSet.ts"
import type * as tools_ozone_setting_listOptions from "./tools/ozone/setting/listOptions.ts"
import type * as tools_ozone_setting_removeOptions from "./tools/ozone/setting/removeOptions.ts"
import type * as tools_ozone_setting_upsertOption from "./tools/ozone/setting/upsertOption.ts"
import type * as tools_ozone_signature_findCorrelation from "./tools/ozone/signature/findCorrelation.ts"
import type * as tools_ozone_signature_findRelatedAccounts from "./tools/ozone/signature/findRelatedAccounts.ts"
import type * as tools_ozone_signature_searchAccounts from "./tools/ozone/signature/searchAccounts.ts"
import type * as tools_ozone_team_addMember from "./tools/ozone/team/addMember.ts"
import type * as tools_ozone_team_deleteMember from "./tools/ozone/team/deleteMember.ts"
import type * as tools_ozone_team_listMembers from "./tools/ozone/team/listMembers.ts"
import type * as tools_ozone_team_updateMember from "./tools/ozone/team/updateMember.ts"
import type * as tools_ozone_verification_grantVerifications from "./tools/ozone/verification/grantVerifications.ts"
import type * as tools_ozone_verification_listVerifications from "./tools/ozone/verification/listVerifications.ts"
import type * as tools_ozone_verification_revokeVerifications from "./tools/ozone/verification/revokeVerifications.ts"

export interface Methods {
  readonly "app.bsky.actor.getPreferences": {
    readonly kind: "query"
    readonly params: app_bsky_actor_getPreferences.Params
    readonly paramsRead: app_bsky_actor_getPreferences.ParamsRead
    readonly input: app_bsky_actor_getPreferences.Input
    readonly output: app_bsky_actor_getPreferences.Output
    readonly errors: app_bsky_actor_getPreferences.Errors
  }
  readonly "app.bsky.actor.getProfile": {
    readonly kind: "query"
    readonly params: app_bsky_actor_getProfile.Params
    readonly paramsRead: app_bsky_actor_getProfile.ParamsRead
    readonly input: app_bsky_actor_getProfile.Input
    readonly output: app_bsky_actor_getProfile.Output
    readonly errors: app_bsky_actor_getProfile.Errors
  }
  readonly "app.bsky.actor.getProfiles": {
    readonly kind: "query"
    readonly params: app_bsky_actor_getProfiles.Params
    readonly paramsRead: app_bsky_actor_getProfiles.ParamsRead
    readonly input: app_bsky_actor_getProfiles.Input
    readonly output: app_bsky_actor_getProfiles.Output
    readonly errors: app_bsky_actor_getProfiles.Errors
  }
  readonly "app.bsky.actor.getSuggestions": {
    readonly kind: "query"
    readonly params: app_bsky_actor_getSuggestions.Params
    readonly paramsRead: app_bsky_actor_getSuggestions.ParamsRead
    readonly input: app_bsky_actor_getSuggestions.Input
    readonly output: app_bsky_actor_getSuggestions.Output
    readonly errors: app_bsky_actor_getSuggestions.Errors
  }
  readonly "app.bsky.actor.putPreferences": {
    readonly kind: "procedure"
    readonly params: app_bsky_actor_putPreferences.Params
    readonly paramsRead: app_bsky_actor_putPreferences.ParamsRead
    readonly input: app_bsky_actor_putPreferences.Input
    readonly output: app_bsky_actor_putPreferences.Output
    readonly errors: app_bsky_actor_putPreferences.Errors
  }
  readonly "app.bsky.actor.searchActors": {
    readonly kind: "query"
    readonly params: app_bsky_actor_searchActors.Params
    readonly paramsRead: app_bsky_actor_searchActors.ParamsRead
    readonly input: app_bsky_actor_searchActors.Input
    readonly output: app_bsky_actor_searchActors.Output
    readonly errors: app_bsky_actor_searchActors.Errors
  }
  readonly "app.bsky.actor.searchActorsTypeahead": {
    readonly kind: "query"
    readonly params: app_bsky_actor_searchActorsTypeahead.Params
    readonly paramsRead: app_bsky_actor_searchActorsTypeahead.ParamsRead
    readonly input: app_bsky_actor_searchActorsTypeahead.Input
    readonly output: app_bsky_actor_searchActorsTypeahead.Output
    readonly errors: app_bsky_actor_searchActorsTypeahead.Errors
  }
  readonly "app.bsky.ageassurance.begin": {
    readonly kind: "procedure"
    readonly params: app_bsky_ageassurance_begin.Params
    readonly paramsRead: app_bsky_ageassurance_begin.ParamsRead
    readonly input: app_bsky_ageassurance_begin.Input
    readonly output: app_bsky_ageassurance_begin.Output
    readonly errors: app_bsky_ageassurance_begin.Errors
  }
  readonly "app.bsky.ageassurance.getConfig": {
    readonly kind: "query"
    readonly params: app_bsky_ageassurance_getConfig.Params
    readonly paramsRead: app_bsky_ageassurance_getConfig.ParamsRead
    readonly input: app_bsky_ageassurance_getConfig.Input
    readonly output: app_bsky_ageassurance_getConfig.Output
    readonly errors: app_bsky_ageassurance_getConfig.Errors
  }
  readonly "app.bsky.ageassurance.getState": {
    readonly kind: "query"
    readonly params: app_bsky_ageassurance_getState.Params
    readonly paramsRead: app_bsky_ageassurance_getState.ParamsRead
    readonly input: app_bsky_ageassurance_getState.Input
    readonly output: app_bsky_ageassurance_getState.Output
    readonly errors: app_bsky_ageassurance_getState.Errors
  }
  readonly "app.bsky.bookmark.createBookmark": {
    readonly kind: "procedure"
    readonly params: app_bsky_bookmark_createBookmark.Params
    readonly paramsRead: app_bsky_bookmark_createBookmark.ParamsRead
    readonly input: app_bsky_bookmark_createBookmark.Input
    readonly output: app_bsky_bookmark_createBookmark.Output
    readonly errors: app_bsky_bookmark_createBookmark.Errors
  }
  readonly "app.bsky.bookmark.deleteBookmark": {
    readonly kind: "procedure"
    readonly params: app_bsky_bookmark_deleteBookmark.Params
    readonly paramsRead: app_bsky_bookmark_deleteBookmark.ParamsRead
    readonly input: app_bsky_bookmark_deleteBookmark.Input
    readonly output: app_bsky_bookmark_deleteBookmark.Output
    readonly errors: app_bsky_bookmark_deleteBookmark.Errors
  }
  readonly "app.bsky.bookmark.getBookmarks": {
    readonly kind: "query"
    readonly params: app_bsky_bookmark_getBookmarks.Params
    readonly paramsRead: app_bsky_bookmark_getBookmarks.ParamsRead
    readonly input: app_bsky_bookmark_getBookmarks.Input
    readonly output: app_bsky_bookmark_getBookmarks.Output
    readonly errors: app_bsky_bookmark_getBookmarks.Errors
  }
  readonly "app.bsky.contact.dismissMatch": {
    readonly kind: "procedure"
    readonly params: app_bsky_contact_dismissMatch.Params
    readonly paramsRead: app_bsky_contact_dismissMatch.ParamsRead
    readonly input: app_bsky_contact_dismissMatch.Input
    readonly output: app_bsky_contact_dismissMatch.Output
    readonly errors: app_bsky_contact_dismissMatch.Errors
  }
  readonly "app.bsky.contact.getMatches": {
    readonly kind: "query"
    readonly params: app_bsky_contact_getMatches.Params
    readonly paramsRead: app_bsky_contact_getMatches.ParamsRead
    readonly input: app_bsky_contact_getMatches.Input
    readonly output: app_bsky_contact_getMatches.Output
    readonly errors: app_bsky_contact_getMatches.Errors
  }
  readonly "app.bsky.contact.getSyncStatus": {
    readonly kind: "query"
    readonly params: app_bsky_contact_getSyncStatus.Params
    readonly paramsRead: app_bsky_contact_getSyncStatus.ParamsRead
    readonly input: app_bsky_contact_getSyncStatus.Input
    readonly output: app_bsky_contact_getSyncStatus.Output
    readonly errors: app_bsky_contact_getSyncStatus.Errors
  }
  readonly "app.bsky.contact.importContacts": {
    readonly kind: "procedure"
    readonly params: app_bsky_contact_importContacts.Params
    readonly paramsRead: app_bsky_contact_importContacts.ParamsRead
    readonly input: app_bsky_contact_importContacts.Input
    readonly output: app_bsky_contact_importContacts.Output
    readonly errors: app_bsky_contact_importContacts.Errors
  }
  readonly "app.bsky.contact.removeData": {
    readonly kind: "procedure"
    readonly params: app_bsky_contact_removeData.Params
    readonly paramsRead: app_bsky_contact_removeData.ParamsRead
    readonly input: app_bsky_contact_removeData.Input
    readonly output: app_bsky_contact_removeData.Output
    readonly errors: app_bsky_contact_removeData.Errors
  }
  readonly "app.bsky.contact.sendNotification": {
    readonly kind: "procedure"
    readonly params: app_bsky_contact_sendNotification.Params
    readonly paramsRead: app_bsky_contact_sendNotification.ParamsRead
    readonly input: app_bsky_contact_sendNotification.Input
    readonly output: app_bsky_contact_sendNotification.Output
    readonly errors: app_bsky_contact_sendNotification.Errors
  }
  readonly "app.bsky.contact.startPhoneVerification": {
    readonly kind: "procedure"
    readonly params: app_bsky_contact_startPhoneVerification.Params
    readonly paramsRead: app_bsky_contact_startPhoneVerification.ParamsRead
    readonly input: app_bsky_contact_startPhoneVerification.Input
    readonly output: app_bsky_contact_startPhoneVerification.Output
    readonly errors: app_bsky_contact_startPhoneVerification.Errors
  }
  readonly "app.bsky.contact.verifyPhone": {
    readonly kind: "procedure"
    readonly params: app_bsky_contact_verifyPhone.Params
    readonly paramsRead: app_bsky_contact_verifyPhone.ParamsRead
    readonly input: app_bsky_contact_verifyPhone.Input
    readonly output: app_bsky_contact_verifyPhone.Output
    readonly errors: app_bsky_contact_verifyPhone.Errors
  }
  readonly "app.bsky.draft.createDraft": {
    readonly kind: "procedure"
    readonly params: app_bsky_draft_createDraft.Params
    readonly paramsRead: app_bsky_draft_createDraft.ParamsRead
    readonly input: app_bsky_draft_createDraft.Input
    readonly output: app_bsky_draft_createDraft.Output
    readonly errors: app_bsky_draft_createDraft.Errors
  }
  readonly "app.bsky.draft.deleteDraft": {
    readonly kind: "procedure"
    readonly params: app_bsky_draft_deleteDraft.Params
    readonly paramsRead: app_bsky_draft_deleteDraft.ParamsRead
    readonly input: app_bsky_draft_deleteDraft.Input
    readonly output: app_bsky_draft_deleteDraft.Output
    readonly errors: app_bsky_draft_deleteDraft.Errors
  }
  readonly "app.bsky.draft.getDrafts": {
    readonly kind: "query"
    readonly params: app_bsky_draft_getDrafts.Params
    readonly paramsRead: app_bsky_draft_getDrafts.ParamsRead
    readonly input: app_bsky_draft_getDrafts.Input
    readonly output: app_bsky_draft_getDrafts.Output
    readonly errors: app_bsky_draft_getDrafts.Errors
  }
  readonly "app.bsky.draft.updateDraft": {
    readonly kind: "procedure"
    readonly params: app_bsky_draft_updateDraft.Params
    readonly paramsRead: app_bsky_draft_updateDraft.ParamsRead
    readonly input: app_bsky_draft_updateDraft.Input
    readonly output: app_bsky_draft_updateDraft.Output
    readonly errors: app_bsky_draft_updateDraft.Errors
  }
  readonly "app.bsky.embed.getEmbedExternalView": {
    readonly kind: "query"
    readonly params: app_bsky_embed_getEmbedExternalView.Params
    readonly paramsRead: app_bsky_embed_getEmbedExternalView.ParamsRead
    readonly input: app_bsky_embed_getEmbedExternalView.Input
    readonly output: app_bsky_embed_getEmbedExternalView.Output
    readonly errors: app_bsky_embed_getEmbedExternalView.Errors
  }
  readonly "app.bsky.feed.describeFeedGenerator": {
    readonly kind: "query"
    readonly params: app_bsky_feed_describeFeedGenerator.Params
    readonly paramsRead: app_bsky_feed_describeFeedGenerator.ParamsRead
    readonly input: app_bsky_feed_describeFeedGenerator.Input
    readonly output: app_bsky_feed_describeFeedGenerator.Output
    readonly errors: app_bsky_feed_describeFeedGenerator.Errors
  }
  readonly "app.bsky.feed.getActorFeeds": {
    readonly kind: "query"
    readonly params: app_bsky_feed_getActorFeeds.Params
    readonly paramsRead: app_bsky_feed_getActorFeeds.ParamsRead
    readonly input: app_bsky_feed_getActorFeeds.Input
    readonly output: app_bsky_feed_getActorFeeds.Output
    readonly errors: app_bsky_feed_getActorFeeds.Errors
  }
  readonly "app.bsky.feed.getActorLikes": {
    readonly kind: "query"
    readonly params: app_bsky_feed_getActorLikes.Params
    readonly paramsRead: app_bsky_feed_getActorLikes.ParamsRead
    readonly input: app_bsky_feed_getActorLikes.Input
    readonly output: app_bsky_feed_getActorLikes.Output
    readonly errors: app_bsky_feed_getActorLikes.Errors
  }
  readonly "app.bsky.feed.getAuthorFeed": {
    readonly kind: "query"
    readonly params: app_bsky_feed_getAuthorFeed.Params
    readonly paramsRead: app_bsky_feed_getAuthorFeed.ParamsRead
    readonly input: app_bsky_feed_getAuthorFeed.Input
    readonly output: app_bsky_feed_getAuthorFeed.Output
    readonly errors: app_bsky_feed_getAuthorFeed.Errors
  }
  readonly "app.bsky.feed.getFeed": {
    readonly kind: "query"
    readonly params: app_bsky_feed_getFeed.Params
    readonly paramsRead: app_bsky_feed_getFeed.ParamsRead
    readonly input: app_bsky_feed_getFeed.Input
    readonly output: app_bsky_feed_getFeed.Output
    readonly errors: app_bsky_feed_getFeed.Errors
  }
  readonly "app.bsky.feed.getFeedGenerator": {
    readonly kind: "query"
    readonly params: app_bsky_feed_getFeedGenerator.Params
    readonly paramsRead: app_bsky_feed_getFeedGenerator.ParamsRead
    readonly input: app_bsky_feed_getFeedGenerator.Input
    readonly output: app_bsky_feed_getFeedGenerator.Output
    readonly errors: app_bsky_feed_getFeedGenerator.Errors
  }
  readonly "app.bsky.feed.getFeedGenerators": {
    readonly kind: "query"
    readonly params: app_bsky_feed_getFeedGenerators.Params
    readonly paramsRead: app_bsky_feed_getFeedGenerators.ParamsRead
    readonly input: app_bsky_feed_getFeedGenerators.Input
    readonly output: app_bsky_feed_getFeedGenerators.Output
    readonly errors: app_bsky_feed_getFeedGenerators.Errors
  }
  readonly "app.bsky.feed.getFeedSkeleton": {
    readonly kind: "query"
    readonly params: app_bsky_feed_getFeedSkeleton.Params
    readonly paramsRead: app_bsky_feed_getFeedSkeleton.ParamsRead
    readonly input: app_bsky_feed_getFeedSkeleton.Input
    readonly output: app_bsky_feed_getFeedSkeleton.Output
    readonly errors: app_bsky_feed_getFeedSkeleton.Errors
  }
  readonly "app.bsky.feed.getLikes": {
    readonly kind: "query"
    readonly params: app_bsky_feed_getLikes.Params
    readonly paramsRead: app_bsky_feed_getLikes.ParamsRead
    readonly input: app_bsky_feed_getLikes.Input
    readonly output: app_bsky_feed_getLikes.Output
    readonly errors: app_bsky_feed_getLikes.Errors
  }
  readonly "app.bsky.feed.getListFeed": {
    readonly kind: "query"
    readonly params: app_bsky_feed_getListFeed.Params
    readonly paramsRead: app_bsky_feed_getListFeed.ParamsRead
    readonly input: app_bsky_feed_getListFeed.Input
    readonly output: app_bsky_feed_getListFeed.Output
    readonly errors: app_bsky_feed_getListFeed.Errors
  }
  readonly "app.bsky.feed.getPostThread": {
    readonly kind: "query"
    readonly params: app_bsky_feed_getPostThread.Params
    readonly paramsRead: app_bsky_feed_getPostThread.ParamsRead
    readonly input: app_bsky_feed_getPostThread.Input
    readonly output: app_bsky_feed_getPostThread.Output
    readonly errors: app_bsky_feed_getPostThread.Errors
  }
  readonly "app.bsky.feed.getPosts": {
    readonly kind: "query"
    readonly params: app_bsky_feed_getPosts.Params
    readonly paramsRead: app_bsky_feed_getPosts.ParamsRead
    readonly input: app_bsky_feed_getPosts.Input
    readonly output: app_bsky_feed_getPosts.Output
    readonly errors: app_bsky_feed_getPosts.Errors
  }
  readonly "app.bsky.feed.getQuotes": {
    readonly kind: "query"
    readonly params: app_bsky_feed_getQuotes.Params
    readonly paramsRead: app_bsky_feed_getQuotes.ParamsRead
    readonly input: app_bsky_feed_getQuotes.Input
    readonly output: app_bsky_feed_getQuotes.Output
    readonly errors: app_bsky_feed_getQuotes.Errors
  }
  readonly "app.bsky.feed.getRepostedBy": {
    readonly kind: "query"
    readonly params: app_bsky_feed_getRepostedBy.Params
    readonly paramsRead: app_bsky_feed_getRepostedBy.ParamsRead
    readonly input: app_bsky_feed_getRepostedBy.Input
    readonly output: app_bsky_feed_getRepostedBy.Output
    readonly errors: app_bsky_feed_getRepostedBy.Errors
  }
  readonly "app.bsky.feed.getSuggestedFeeds": {
    readonly kind: "query"
    readonly params: app_bsky_feed_getSuggestedFeeds.Params
    readonly paramsRead: app_bsky_feed_getSuggestedFeeds.ParamsRead
    readonly input: app_bsky_feed_getSuggestedFeeds.Input
    readonly output: app_bsky_feed_getSuggestedFeeds.Output
    readonly errors: app_bsky_feed_getSuggestedFeeds.Errors
  }
  readonly "app.bsky.feed.getTimeline": {
    readonly kind: "query"
    readonly params: app_bsky_feed_getTimeline.Params
    readonly paramsRead: app_bsky_feed_getTimeline.ParamsRead
    readonly input: app_bsky_feed_getTimeline.Input
    readonly output: app_bsky_feed_getTimeline.Output
    readonly errors: app_bsky_feed_getTimeline.Errors
  }
  readonly "app.bsky.feed.searchPosts": {
    readonly kind: "query"
    readonly params: app_bsky_feed_searchPosts.Params
    readonly paramsRead: app_bsky_feed_searchPosts.ParamsRead
    readonly input: app_bsky_feed_searchPosts.Input
    readonly output: app_bsky_feed_searchPosts.Output
    readonly errors: app_bsky_feed_searchPosts.Errors
  }
  readonly "app.bsky.feed.searchPostsV2": {
    readonly kind: "query"
    readonly params: app_bsky_feed_searchPostsV2.Params
    readonly paramsRead: app_bsky_feed_searchPostsV2.ParamsRead
    readonly input: app_bsky_feed_searchPostsV2.Input
    readonly output: app_bsky_feed_searchPostsV2.Output
    readonly errors: app_bsky_feed_searchPostsV2.Errors
  }
  readonly "app.bsky.feed.sendInteractions": {
    readonly kind: "procedure"
    readonly params: app_bsky_feed_sendInteractions.Params
    readonly paramsRead: app_bsky_feed_sendInteractions.ParamsRead
    readonly input: app_bsky_feed_sendInteractions.Input
    readonly output: app_bsky_feed_sendInteractions.Output
    readonly errors: app_bsky_feed_sendInteractions.Errors
  }
  readonly "app.bsky.graph.getActorStarterPacks": {
    readonly kind: "query"
    readonly params: app_bsky_graph_getActorStarterPacks.Params
    readonly paramsRead: app_bsky_graph_getActorStarterPacks.ParamsRead
    readonly input: app_bsky_graph_getActorStarterPacks.Input
    readonly output: app_bsky_graph_getActorStarterPacks.Output
    readonly errors: app_bsky_graph_getActorStarterPacks.Errors
  }
  readonly "app.bsky.graph.getBlocks": {
    readonly kind: "query"
    readonly params: app_bsky_graph_getBlocks.Params
    readonly paramsRead: app_bsky_graph_getBlocks.ParamsRead
    readonly input: app_bsky_graph_getBlocks.Input
    readonly output: app_bsky_graph_getBlocks.Output
    readonly errors: app_bsky_graph_getBlocks.Errors
  }
  readonly "app.bsky.graph.getFollowers": {
    readonly kind: "query"
    readonly params: app_bsky_graph_getFollowers.Params
    readonly paramsRead: app_bsky_graph_getFollowers.ParamsRead
    readonly input: app_bsky_graph_getFollowers.Input
    readonly output: app_bsky_graph_getFollowers.Output
    readonly errors: app_bsky_graph_getFollowers.Errors
  }
  readonly "app.bsky.graph.getFollows": {
    readonly kind: "query"
    readonly params: app_bsky_graph_getFollows.Params
    readonly paramsRead: app_bsky_graph_getFollows.ParamsRead
    readonly input: app_bsky_graph_getFollows.Input
    readonly output: app_bsky_graph_getFollows.Output
    readonly errors: app_bsky_graph_getFollows.Errors
  }
  readonly "app.bsky.graph.getKnownFollowers": {
    readonly kind: "query"
    readonly params: app_bsky_graph_getKnownFollowers.Params
    readonly paramsRead: app_bsky_graph_getKnownFollowers.ParamsRead
    readonly input: app_bsky_graph_getKnownFollowers.Input
    readonly output: app_bsky_graph_getKnownFollowers.Output
    readonly errors: app_bsky_graph_getKnownFollowers.Errors
  }
  readonly "app.bsky.graph.getList": {
    readonly kind: "query"
    readonly params: app_bsky_graph_getList.Params
    readonly paramsRead: app_bsky_graph_getList.ParamsRead
    readonly input: app_bsky_graph_getList.Input
    readonly output: app_bsky_graph_getList.Output
    readonly errors: app_bsky_graph_getList.Errors
  }
  readonly "app.bsky.graph.getListBlocks": {
    readonly kind: "query"
    readonly params: app_bsky_graph_getListBlocks.Params
    readonly paramsRead: app_bsky_graph_getListBlocks.ParamsRead
    readonly input: app_bsky_graph_getListBlocks.Input
    readonly output: app_bsky_graph_getListBlocks.Output
    readonly errors: app_bsky_graph_getListBlocks.Errors
  }
  readonly "app.bsky.graph.getListMutes": {
    readonly kind: "query"
    readonly params: app_bsky_graph_getListMutes.Params
    readonly paramsRead: app_bsky_graph_getListMutes.ParamsRead
    readonly input: app_bsky_graph_getListMutes.Input
    readonly output: app_bsky_graph_getListMutes.Output
    readonly errors: app_bsky_graph_getListMutes.Errors
  }
  readonly "app.bsky.graph.getLists": {
    readonly kind: "query"
    readonly params: app_bsky_graph_getLists.Params
    readonly paramsRead: app_bsky_graph_getLists.ParamsRead
    readonly input: app_bsky_graph_getLists.Input
    readonly output: app_bsky_graph_getLists.Output
    readonly errors: app_bsky_graph_getLists.Errors
  }
  readonly "app.bsky.graph.getListsWithMembership": {
    readonly kind: "query"
    readonly params: app_bsky_graph_getListsWithMembership.Params
    readonly paramsRead: app_bsky_graph_getListsWithMembership.ParamsRead
    readonly input: app_bsky_graph_getListsWithMembership.Input
    readonly output: app_bsky_graph_getListsWithMembership.Output
    readonly errors: app_bsky_graph_getListsWithMembership.Errors
  }
  readonly "app.bsky.graph.getMutes": {
    readonly kind: "query"
    readonly params: app_bsky_graph_getMutes.Params
    readonly paramsRead: app_bsky_graph_getMutes.ParamsRead
    readonly input: app_bsky_graph_getMutes.Input
    readonly output: app_bsky_graph_getMutes.Output
    readonly errors: app_bsky_graph_getMutes.Errors
  }
  readonly "app.bsky.graph.getRelationships": {
    readonly kind: "query"
    readonly params: app_bsky_graph_getRelationships.Params
    readonly paramsRead: app_bsky_graph_getRelationships.ParamsRead
    readonly input: app_bsky_graph_getRelationships.Input
    readonly output: app_bsky_graph_getRelationships.Output
    readonly errors: app_bsky_graph_getRelationships.Errors
  }
  readonly "app.bsky.graph.getStarterPack": {
    readonly kind: "query"
    readonly params: app_bsky_graph_getStarterPack.Params
    readonly paramsRead: app_bsky_graph_getStarterPack.ParamsRead
    readonly input: app_bsky_graph_getStarterPack.Input
    readonly output: app_bsky_graph_getStarterPack.Output
    readonly errors: app_bsky_graph_getStarterPack.Errors
  }
  readonly "app.bsky.graph.getStarterPacks": {
    readonly kind: "query"
    readonly params: app_bsky_graph_getStarterPacks.Params
    readonly paramsRead: app_bsky_graph_getStarterPacks.ParamsRead
    readonly input: app_bsky_graph_getStarterPacks.Input
    readonly output: app_bsky_graph_getStarterPacks.Output
    readonly errors: app_bsky_graph_getStarterPacks.Errors
  }
  readonly "app.bsky.graph.getStarterPacksWithMembership": {
    readonly kind: "query"
    readonly params: app_bsky_graph_getStarterPacksWithMembership.Params
    readonly paramsRead: app_bsky_graph_getStarterPacksWithMembership.ParamsRead
    readonly input: app_bsky_graph_getStarterPacksWithMembership.Input
    readonly output: app_bsky_graph_getStarterPacksWithMembership.Output
    readonly errors: app_bsky_graph_getStarterPacksWithMembership.Errors
  }
  readonly "app.bsky.graph.getSuggestedFollowsByActor": {
    readonly kind: "query"
    readonly params: app_bsky_graph_getSuggestedFollowsByActor.Params
    readonly paramsRead: app_bsky_graph_getSuggestedFollowsByActor.ParamsRead
    readonly input: app_bsky_graph_getSuggestedFollowsByActor.Input
    readonly output: app_bsky_graph_getSuggestedFollowsByActor.Output
    readonly errors: app_bsky_graph_getSuggestedFollowsByActor.Errors
  }
  readonly "app.bsky.graph.muteActor": {
    readonly kind: "procedure"
    readonly params: app_bsky_graph_muteActor.Params
    readonly paramsRead: app_bsky_graph_muteActor.ParamsRead
    readonly input: app_bsky_graph_muteActor.Input
    readonly output: app_bsky_graph_muteActor.Output
    readonly errors: app_bsky_graph_muteActor.Errors
  }
  readonly "app.bsky.graph.muteActorList": {
    readonly kind: "procedure"
    readonly params: app_bsky_graph_muteActorList.Params
    readonly paramsRead: app_bsky_graph_muteActorList.ParamsRead
    readonly input: app_bsky_graph_muteActorList.Input
    readonly output: app_bsky_graph_muteActorList.Output
    readonly errors: app_bsky_graph_muteActorList.Errors
  }
  readonly "app.bsky.graph.muteThread": {
    readonly kind: "procedure"
    readonly params: app_bsky_graph_muteThread.Params
    readonly paramsRead: app_bsky_graph_muteThread.ParamsRead
    readonly input: app_bsky_graph_muteThread.Input
    readonly output: app_bsky_graph_muteThread.Output
    readonly errors: app_bsky_graph_muteThread.Errors
  }
  readonly "app.bsky.graph.searchStarterPacks": {
    readonly kind: "query"
    readonly params: app_bsky_graph_searchStarterPacks.Params
    readonly paramsRead: app_bsky_graph_searchStarterPacks.ParamsRead
    readonly input: app_bsky_graph_searchStarterPacks.Input
    readonly output: app_bsky_graph_searchStarterPacks.Output
    readonly errors: app_bsky_graph_searchStarterPacks.Errors
  }
  readonly "app.bsky.graph.searchStarterPacksV2": {
    readonly kind: "query"
    readonly params: app_bsky_graph_searchStarterPacksV2.Params
    readonly paramsRead: app_bsky_graph_searchStarterPacksV2.ParamsRead
    readonly input: app_bsky_graph_searchStarterPacksV2.Input
    readonly output: app_bsky_graph_searchStarterPacksV2.Output
    readonly errors: app_bsky_graph_searchStarterPacksV2.Errors
  }
  readonly "app.bsky.graph.unmuteActor": {
    readonly kind: "procedure"
    readonly params: app_bsky_graph_unmuteActor.Params
    readonly paramsRead: app_bsky_graph_unmuteActor.ParamsRead
    readonly input: app_bsky_graph_unmuteActor.Input
    readonly output: app_bsky_graph_unmuteActor.Output
    readonly errors: app_bsky_graph_unmuteActor.Errors
  }
  readonly "app.bsky.graph.unmuteActorList": {
    readonly kind: "procedure"
    readonly params: app_bsky_graph_unmuteActorList.Params
    readonly paramsRead: app_bsky_graph_unmuteActorList.ParamsRead
    readonly input: app_bsky_graph_unmuteActorList.Input
    readonly output: app_bsky_graph_unmuteActorList.Output
    readonly errors: app_bsky_graph_unmuteActorList.Errors
  }
  readonly "app.bsky.graph.unmuteThread": {
    readonly kind: "procedure"
    readonly params: app_bsky_graph_unmuteThread.Params
    readonly paramsRead: app_bsky_graph_unmuteThread.ParamsRead
    readonly input: app_bsky_graph_unmuteThread.Input
    readonly output: app_bsky_graph_unmuteThread.Output
    readonly errors: app_bsky_graph_unmuteThread.Errors
  }
  readonly "app.bsky.labeler.getServices": {
    readonly kind: "query"
    readonly params: app_bsky_labeler_getServices.Params
    readonly paramsRead: app_bsky_labeler_getServices.ParamsRead
    readonly input: app_bsky_labeler_getServices.Input
    readonly output: app_bsky_labeler_getServices.Output
    readonly errors: app_bsky_labeler_getServices.Errors
  }
  readonly "app.bsky.notification.getPreferences": {
    readonly kind: "query"
    readonly params: app_bsky_notification_getPreferences.Params
    readonly paramsRead: app_bsky_notification_getPreferences.ParamsRead
    readonly input: app_bsky_notification_getPreferences.Input
    readonly output: app_bsky_notification_getPreferences.Output
    readonly errors: app_bsky_notification_getPreferences.Errors
  }
  readonly "app.bsky.notification.getUnreadCount": {
    readonly kind: "query"
    readonly params: app_bsky_notification_getUnreadCount.Params
    readonly paramsRead: app_bsky_notification_getUnreadCount.ParamsRead
    readonly input: app_bsky_notification_getUnreadCount.Input
    readonly output: app_bsky_notification_getUnreadCount.Output
    readonly errors: app_bsky_notification_getUnreadCount.Errors
  }
  readonly "app.bsky.notification.listActivitySubscriptions": {
    readonly kind: "query"
    readonly params: app_bsky_notification_listActivitySubscriptions.Params
    readonly paramsRead: app_bsky_notification_listActivitySubscriptions.ParamsRead
    readonly input: app_bsky_notification_listActivitySubscriptions.Input
    readonly output: app_bsky_notification_listActivitySubscriptions.Output
    readonly errors: app_bsky_notification_listActivitySubscriptions.Errors
  }
  readonly "app.bsky.notification.listNotifications": {
    readonly kind: "query"
    readonly params: app_bsky_notification_listNotifications.Params
    readonly paramsRead: app_bsky_notification_listNotifications.ParamsRead
    readonly input: app_bsky_notification_listNotifications.Input
    readonly output: app_bsky_notification_listNotifications.Output
    readonly errors: app_bsky_notification_listNotifications.Errors
  }
  readonly "app.bsky.notification.putActivitySubscription": {
    readonly kind: "procedure"
    readonly params: app_bsky_notification_putActivitySubscription.Params
    readonly paramsRead: app_bsky_notification_putActivitySubscription.ParamsRead
    readonly input: app_bsky_notification_putActivitySubscription.Input
    readonly output: app_bsky_notification_putActivitySubscription.Output
    readonly errors: app_bsky_notification_putActivitySubscription.Errors
  }
  readonly "app.bsky.notification.putPreferences": {
    readonly kind: "procedure"
    readonly params: app_bsky_notification_putPreferences.Params
    readonly paramsRead: app_bsky_notification_putPreferences.ParamsRead
    readonly input: app_bsky_notification_putPreferences.Input
    readonly output: app_bsky_notification_putPreferences.Output
    readonly errors: app_bsky_notification_putPreferences.Errors
  }
  readonly "app.bsky.notification.putPreferencesV2": {
    readonly kind: "procedure"
    readonly params: app_bsky_notification_putPreferencesV2.Params
    readonly paramsRead: app_bsky_notification_putPreferencesV2.ParamsRead
    readonly input: app_bsky_notification_putPreferencesV2.Input
    readonly output: app_bsky_notification_putPreferencesV2.Output
    readonly errors: app_bsky_notification_putPreferencesV2.Errors
  }
  readonly "app.bsky.notification.registerPush": {
    readonly kind: "procedure"
    readonly params: app_bsky_notification_registerPush.Params
    readonly paramsRead: app_bsky_notification_registerPush.ParamsRead
    readonly input: app_bsky_notification_registerPush.Input
    readonly output: app_bsky_notification_registerPush.Output
    readonly errors: app_bsky_notification_registerPush.Errors
  }
  readonly "app.bsky.notification.unregisterPush": {
    readonly kind: "procedure"
    readonly params: app_bsky_notification_unregisterPush.Params
    readonly paramsRead: app_bsky_notification_unregisterPush.ParamsRead
    readonly input: app_bsky_notification_unregisterPush.Input
    readonly output: app_bsky_notification_unregisterPush.Output
    readonly errors: app_bsky_notification_unregisterPush.Errors
  }
  readonly "app.bsky.notification.updateSeen": {
    readonly kind: "procedure"
    readonly params: app_bsky_notification_updateSeen.Params
    readonly paramsRead: app_bsky_notification_updateSeen.ParamsRead
    readonly input: app_bsky_notification_updateSeen.Input
    readonly output: app_bsky_notification_updateSeen.Output
    readonly errors: app_bsky_notification_updateSeen.Errors
  }
  readonly "app.bsky.unspecced.getAgeAssuranceState": {
    readonly kind: "query"
    readonly params: app_bsky_unspecced_getAgeAssuranceState.Params
    readonly paramsRead: app_bsky_unspecced_getAgeAssuranceState.ParamsRead
    readonly input: app_bsky_unspecced_getAgeAssuranceState.Input
    readonly output: app_bsky_unspecced_getAgeAssuranceState.Output
    readonly errors: app_bsky_unspecced_getAgeAssuranceState.Errors
  }
  readonly "app.bsky.unspecced.getConfig": {
    readonly kind: "query"
    readonly params: app_bsky_unspecced_getConfig.Params
    readonly paramsRead: app_bsky_unspecced_getConfig.ParamsRead
    readonly input: app_bsky_unspecced_getConfig.Input
    readonly output: app_bsky_unspecced_getConfig.Output
    readonly errors: app_bsky_unspecced_getConfig.Errors
  }
  readonly "app.bsky.unspecced.getOnboardingSuggestedStarterPacks": {
    readonly kind: "query"
    readonly params: app_bsky_unspecced_getOnboardingSuggestedStarterPacks.Params
    readonly paramsRead: app_bsky_unspecced_getOnboardingSuggestedStarterPacks.ParamsRead
    readonly input: app_bsky_unspecced_getOnboardingSuggestedStarterPacks.Input
    readonly output: app_bsky_unspecced_getOnboardingSuggestedStarterPacks.Output
    readonly errors: app_bsky_unspecced_getOnboardingSuggestedStarterPacks.Errors
  }
  readonly "app.bsky.unspecced.getOnboardingSuggestedStarterPacksSkeleton": {
    readonly kind: "query"
    readonly params: app_bsky_unspecced_getOnboardingSuggestedStarterPacksSkeleton.Params
    readonly paramsRead: app_bsky_unspecced_getOnboardingSuggestedStarterPacksSkeleton.ParamsRead
    readonly input: app_bsky_unspecced_getOnboardingSuggestedStarterPacksSkeleton.Input
    readonly output: app_bsky_unspecced_getOnboardingSuggestedStarterPacksSkeleton.Output
    readonly errors: app_bsky_unspecced_getOnboardingSuggestedStarterPacksSkeleton.Errors
  }
  readonly "app.bsky.unspecced.getOnboardingSuggestedUsersSkeleton": {
    readonly kind: "query"
    readonly params: app_bsky_unspecced_getOnboardingSuggestedUsersSkeleton.Params
    readonly paramsRead: app_bsky_unspecced_getOnboardingSuggestedUsersSkeleton.ParamsRead
    readonly input: app_bsky_unspecced_getOnboardingSuggestedUsersSkeleton.Input
    readonly output: app_bsky_unspecced_getOnboardingSuggestedUsersSkeleton.Output
    readonly errors: app_bsky_unspecced_getOnboardingSuggestedUsersSkeleton.Errors
  }
  readonly "app.bsky.unspecced.getPopularFeedGenerators": {
    readonly kind: "query"
    readonly params: app_bsky_unspecced_getPopularFeedGenerators.Params
    readonly paramsRead: app_bsky_unspecced_getPopularFeedGenerators.ParamsRead
    readonly input: app_bsky_unspecced_getPopularFeedGenerators.Input
    readonly output: app_bsky_unspecced_getPopularFeedGenerators.Output
    readonly errors: app_bsky_unspecced_getPopularFeedGenerators.Errors
  }
  readonly "app.bsky.unspecced.getPostThreadOtherV2": {
    readonly kind: "query"
    readonly params: app_bsky_unspecced_getPostThreadOtherV2.Params
    readonly paramsRead: app_bsky_unspecced_getPostThreadOtherV2.ParamsRead
    readonly input: app_bsky_unspecced_getPostThreadOtherV2.Input
    readonly output: app_bsky_unspecced_getPostThreadOtherV2.Output
    readonly errors: app_bsky_unspecced_getPostThreadOtherV2.Errors
  }
  readonly "app.bsky.unspecced.getPostThreadV2": {
    readonly kind: "query"
    readonly params: app_bsky_unspecced_getPostThreadV2.Params
    readonly paramsRead: app_bsky_unspecced_getPostThreadV2.ParamsRead
    readonly input: app_bsky_unspecced_getPostThreadV2.Input
    readonly output: app_bsky_unspecced_getPostThreadV2.Output
    readonly errors: app_bsky_unspecced_getPostThreadV2.Errors
  }
  readonly "app.bsky.unspecced.getSuggestedFeeds": {
    readonly kind: "query"
    readonly params: app_bsky_unspecced_getSuggestedFeeds.Params
    readonly paramsRead: app_bsky_unspecced_getSuggestedFeeds.ParamsRead
    readonly input: app_bsky_unspecced_getSuggestedFeeds.Input
    readonly output: app_bsky_unspecced_getSuggestedFeeds.Output
    readonly errors: app_bsky_unspecced_getSuggestedFeeds.Errors
  }
  readonly "app.bsky.unspecced.getSuggestedFeedsSkeleton": {
    readonly kind: "query"
    readonly params: app_bsky_unspecced_getSuggestedFeedsSkeleton.Params
    readonly paramsRead: app_bsky_unspecced_getSuggestedFeedsSkeleton.ParamsRead
    readonly input: app_bsky_unspecced_getSuggestedFeedsSkeleton.Input
    readonly output: app_bsky_unspecced_getSuggestedFeedsSkeleton.Output
    readonly errors: app_bsky_unspecced_getSuggestedFeedsSkeleton.Errors
  }
  readonly "app.bsky.unspecced.getSuggestedOnboardingUsers": {
    readonly kind: "query"
    readonly params: app_bsky_unspecced_getSuggestedOnboardingUsers.Params
    readonly paramsRead: app_bsky_unspecced_getSuggestedOnboardingUsers.ParamsRead
    readonly input: app_bsky_unspecced_getSuggestedOnboardingUsers.Input
    readonly output: app_bsky_unspecced_getSuggestedOnboardingUsers.Output
    readonly errors: app_bsky_unspecced_getSuggestedOnboardingUsers.Errors
  }
  readonly "app.bsky.unspecced.getSuggestedStarterPacks": {
    readonly kind: "query"
    readonly params: app_bsky_unspecced_getSuggestedStarterPacks.Params
    readonly paramsRead: app_bsky_unspecced_getSuggestedStarterPacks.ParamsRead
    readonly input: app_bsky_unspecced_getSuggestedStarterPacks.Input
    readonly output: app_bsky_unspecced_getSuggestedStarterPacks.Output
    readonly errors: app_bsky_unspecced_getSuggestedStarterPacks.Errors
  }
  readonly "app.bsky.unspecced.getSuggestedStarterPacksSkeleton": {
    readonly kind: "query"
    readonly params: app_bsky_unspecced_getSuggestedStarterPacksSkeleton.Params
    readonly paramsRead: app_bsky_unspecced_getSuggestedStarterPacksSkeleton.ParamsRead
    readonly input: app_bsky_unspecced_getSuggestedStarterPacksSkeleton.Input
    readonly output: app_bsky_unspecced_getSuggestedStarterPacksSkeleton.Output
    readonly errors: app_bsky_unspecced_getSuggestedStarterPacksSkeleton.Errors
  }
  readonly "app.bsky.unspecced.getSuggestedUsers": {
    readonly kind: "query"
    readonly params: app_bsky_unspecced_getSuggestedUsers.Params
    readonly paramsRead: app_bsky_unspecced_getSuggestedUsers.ParamsRead
    readonly input: app_bsky_unspecced_getSuggestedUsers.Input
    readonly output: app_bsky_unspecced_getSuggestedUsers.Output
    readonly errors: app_bsky_unspecced_getSuggestedUsers.Errors
  }
  readonly "app.bsky.unspecced.getSuggestedUsersForDiscover": {
    readonly kind: "query"
    readonly params: app_bsky_unspecced_getSuggestedUsersForDiscover.Params
    readonly paramsRead: app_bsky_unspecced_getSuggestedUsersForDiscover.ParamsRead
    readonly input: app_bsky_unspecced_getSuggestedUsersForDiscover.Input
    readonly output: app_bsky_unspecced_getSuggestedUsersForDiscover.Output
    readonly errors: app_bsky_unspecced_getSuggestedUsersForDiscover.Errors
  }
  readonly "app.bsky.unspecced.getSuggestedUsersForDiscoverSkeleton": {
    readonly kind: "query"
    readonly params: app_bsky_unspecced_getSuggestedUsersForDiscoverSkeleton.Params
    readonly paramsRead: app_bsky_unspecced_getSuggestedUsersForDiscoverSkeleton.ParamsRead
    readonly input: app_bsky_unspecced_getSuggestedUsersForDiscoverSkeleton.Input
    readonly output: app_bsky_unspecced_getSuggestedUsersForDiscoverSkeleton.Output
    readonly errors: app_bsky_unspecced_getSuggestedUsersForDiscoverSkeleton.Errors
  }
  readonly "app.bsky.unspecced.getSuggestedUsersForExplore": {
    readonly kind: "query"
    readonly params: app_bsky_unspecced_getSuggestedUsersForExplore.Params
    readonly paramsRead: app_bsky_unspecced_getSuggestedUsersForExplore.ParamsRead
    readonly input: app_bsky_unspecced_getSuggestedUsersForExplore.Input
    readonly output: app_bsky_unspecced_getSuggestedUsersForExplore.Output
    readonly errors: app_bsky_unspecced_getSuggestedUsersForExplore.Errors
  }
  readonly "app.bsky.unspecced.getSuggestedUsersForExploreSkeleton": {
    readonly kind: "query"
    readonly params: app_bsky_unspecced_getSuggestedUsersForExploreSkeleton.Params
    readonly paramsRead: app_bsky_unspecced_getSuggestedUsersForExploreSkeleton.ParamsRead
    readonly input: app_bsky_unspecced_getSuggestedUsersForExploreSkeleton.Input
    readonly output: app_bsky_unspecced_getSuggestedUsersForExploreSkeleton.Output
    readonly errors: app_bsky_unspecced_getSuggestedUsersForExploreSkeleton.Errors
  }
  readonly "app.bsky.unspecced.getSuggestedUsersForSeeMore": {
    readonly kind: "query"
    readonly params: app_bsky_unspecced_getSuggestedUsersForSeeMore.Params
    readonly paramsRead: app_bsky_unspecced_getSuggestedUsersForSeeMore.ParamsRead
    readonly input: app_bsky_unspecced_getSuggestedUsersForSeeMore.Input
    readonly output: app_bsky_unspecced_getSuggestedUsersForSeeMore.Output
    readonly errors: app_bsky_unspecced_getSuggestedUsersForSeeMore.Errors
  }
  readonly "app.bsky.unspecced.getSuggestedUsersForSeeMoreSkeleton": {
    readonly kind: "query"
    readonly params: app_bsky_unspecced_getSuggestedUsersForSeeMoreSkeleton.Params
    readonly paramsRead: app_bsky_unspecced_getSuggestedUsersForSeeMoreSkeleton.ParamsRead
    readonly input: app_bsky_unspecced_getSuggestedUsersForSeeMoreSkeleton.Input
    readonly output: app_bsky_unspecced_getSuggestedUsersForSeeMoreSkeleton.Output
    readonly errors: app_bsky_unspecced_getSuggestedUsersForSeeMoreSkeleton.Errors
  }
  readonly "app.bsky.unspecced.getSuggestedUsersSkeleton": {
    readonly kind: "query"
    readonly params: app_bsky_unspecced_getSuggestedUsersSkeleton.Params
    readonly paramsRead: app_bsky_unspecced_getSuggestedUsersSkeleton.ParamsRead
    readonly input: app_bsky_unspecced_getSuggestedUsersSkeleton.Input
    readonly output: app_bsky_unspecced_getSuggestedUsersSkeleton.Output
    readonly errors: app_bsky_unspecced_getSuggestedUsersSkeleton.Errors
  }
  readonly "app.bsky.unspecced.getSuggestionsSkeleton": {
    readonly kind: "query"
    readonly params: app_bsky_unspecced_getSuggestionsSkeleton.Params
    readonly paramsRead: app_bsky_unspecced_getSuggestionsSkeleton.ParamsRead
    readonly input: app_bsky_unspecced_getSuggestionsSkeleton.Input
    readonly output: app_bsky_unspecced_getSuggestionsSkeleton.Output
    readonly errors: app_bsky_unspecced_getSuggestionsSkeleton.Errors
  }
  readonly "app.bsky.unspecced.getTaggedSuggestions": {
    readonly kind: "query"
    readonly params: app_bsky_unspecced_getTaggedSuggestions.Params
    readonly paramsRead: app_bsky_unspecced_getTaggedSuggestions.ParamsRead
    readonly input: app_bsky_unspecced_getTaggedSuggestions.Input
    readonly output: app_bsky_unspecced_getTaggedSuggestions.Output
    readonly errors: app_bsky_unspecced_getTaggedSuggestions.Errors
  }
  readonly "app.bsky.unspecced.getTrendingTopics": {
    readonly kind: "query"
    readonly params: app_bsky_unspecced_getTrendingTopics.Params
    readonly paramsRead: app_bsky_unspecced_getTrendingTopics.ParamsRead
    readonly input: app_bsky_unspecced_getTrendingTopics.Input
    readonly output: app_bsky_unspecced_getTrendingTopics.Output
    readonly errors: app_bsky_unspecced_getTrendingTopics.Errors
  }
  readonly "app.bsky.unspecced.getTrends": {
    readonly kind: "query"
    readonly params: app_bsky_unspecced_getTrends.Params
    readonly paramsRead: app_bsky_unspecced_getTrends.ParamsRead
    readonly input: app_bsky_unspecced_getTrends.Input
    readonly output: app_bsky_unspecced_getTrends.Output
    readonly errors: app_bsky_unspecced_getTrends.Errors
  }
  readonly "app.bsky.unspecced.getTrendsSkeleton": {
    readonly kind: "query"
    readonly params: app_bsky_unspecced_getTrendsSkeleton.Params
    readonly paramsRead: app_bsky_unspecced_getTrendsSkeleton.ParamsRead
    readonly input: app_bsky_unspecced_getTrendsSkeleton.Input
    readonly output: app_bsky_unspecced_getTrendsSkeleton.Output
    readonly errors: app_bsky_unspecced_getTrendsSkeleton.Errors
  }
  readonly "app.bsky.unspecced.initAgeAssurance": {
    readonly kind: "procedure"
    readonly params: app_bsky_unspecced_initAgeAssurance.Params
    readonly paramsRead: app_bsky_unspecced_initAgeAssurance.ParamsRead
    readonly input: app_bsky_unspecced_initAgeAssurance.Input
    readonly output: app_bsky_unspecced_initAgeAssurance.Output
    readonly errors: app_bsky_unspecced_initAgeAssurance.Errors
  }
  readonly "app.bsky.unspecced.searchActorsSkeleton": {
    readonly kind: "query"
    readonly params: app_bsky_unspecced_searchActorsSkeleton.Params
    readonly paramsRead: app_bsky_unspecced_searchActorsSkeleton.ParamsRead
    readonly input: app_bsky_unspecced_searchActorsSkeleton.Input
    readonly output: app_bsky_unspecced_searchActorsSkeleton.Output
    readonly errors: app_bsky_unspecced_searchActorsSkeleton.Errors
  }
  readonly "app.bsky.unspecced.searchPostsSkeleton": {
    readonly kind: "query"
    readonly params: app_bsky_unspecced_searchPostsSkeleton.Params
    readonly paramsRead: app_bsky_unspecced_searchPostsSkeleton.ParamsRead
    readonly input: app_bsky_unspecced_searchPostsSkeleton.Input
    readonly output: app_bsky_unspecced_searchPostsSkeleton.Output
    readonly errors: app_bsky_unspecced_searchPostsSkeleton.Errors
  }
  readonly "app.bsky.unspecced.searchStarterPacksSkeleton": {
    readonly kind: "query"
    readonly params: app_bsky_unspecced_searchStarterPacksSkeleton.Params
    readonly paramsRead: app_bsky_unspecced_searchStarterPacksSkeleton.ParamsRead
    readonly input: app_bsky_unspecced_searchStarterPacksSkeleton.Input
    readonly output: app_bsky_unspecced_searchStarterPacksSkeleton.Output
    readonly errors: app_bsky_unspecced_searchStarterPacksSkeleton.Errors
  }
  readonly "app.bsky.video.abortUpload": {
    readonly kind: "procedure"
    readonly params: app_bsky_video_abortUpload.Params
    readonly paramsRead: app_bsky_video_abortUpload.ParamsRead
    readonly input: app_bsky_video_abortUpload.Input
    readonly output: app_bsky_video_abortUpload.Output
    readonly errors: app_bsky_video_abortUpload.Errors
  }
  readonly "app.bsky.video.finishUpload": {
    readonly kind: "procedure"
    readonly params: app_bsky_video_finishUpload.Params
    readonly paramsRead: app_bsky_video_finishUpload.ParamsRead
    readonly input: app_bsky_video_finishUpload.Input
    readonly output: app_bsky_video_finishUpload.Output
    readonly errors: app_bsky_video_finishUpload.Errors
  }
  readonly "app.bsky.video.getJobStatus": {
    readonly kind: "query"
    readonly params: app_bsky_video_getJobStatus.Params
    readonly paramsRead: app_bsky_video_getJobStatus.ParamsRead
    readonly input: app_bsky_video_getJobStatus.Input
    readonly output: app_bsky_video_getJobStatus.Output
    readonly errors: app_bsky_video_getJobStatus.Errors
  }
  readonly "app.bsky.video.getUploadLimits": {
    readonly kind: "query"
    readonly params: app_bsky_video_getUploadLimits.Params
    readonly paramsRead: app_bsky_video_getUploadLimits.ParamsRead
    readonly input: app_bsky_video_getUploadLimits.Input
    readonly output: app_bsky_video_getUploadLimits.Output
    readonly errors: app_bsky_video_getUploadLimits.Errors
  }
  readonly "app.bsky.video.getUploadStatus": {
    readonly kind: "query"
    readonly params: app_bsky_video_getUploadStatus.Params
    readonly paramsRead: app_bsky_video_getUploadStatus.ParamsRead
    readonly input: app_bsky_video_getUploadStatus.Input
    readonly output: app_bsky_video_getUploadStatus.Output
    readonly errors: app_bsky_video_getUploadStatus.Errors
  }
  readonly "app.bsky.video.startUpload": {
    readonly kind: "procedure"
    readonly params: app_bsky_video_startUpload.Params
    readonly paramsRead: app_bsky_video_startUpload.ParamsRead
    readonly input: app_bsky_video_startUpload.Input
    readonly output: app_bsky_video_startUpload.Output
    readonly errors: app_bsky_video_startUpload.Errors
  }
  readonly "app.bsky.video.uploadPart": {
    readonly kind: "procedure"
    readonly params: app_bsky_video_uploadPart.Params
    readonly paramsRead: app_bsky_video_uploadPart.ParamsRead
    readonly input: app_bsky_video_uploadPart.Input
    readonly output: app_bsky_video_uploadPart.Output
    readonly errors: app_bsky_video_uploadPart.Errors
  }
  readonly "app.bsky.video.uploadVideo": {
    readonly kind: "procedure"
    readonly params: app_bsky_video_uploadVideo.Params
    readonly paramsRead: app_bsky_video_uploadVideo.ParamsRead
    readonly input: app_bsky_video_uploadVideo.Input
    readonly output: app_bsky_video_uploadVideo.Output
    readonly errors: app_bsky_video_uploadVideo.Errors
  }
  readonly "chat.bsky.actor.deleteAccount": {
    readonly kind: "procedure"
    readonly params: chat_bsky_actor_deleteAccount.Params
    readonly paramsRead: chat_bsky_actor_deleteAccount.ParamsRead
    readonly input: chat_bsky_actor_deleteAccount.Input
    readonly output: chat_bsky_actor_deleteAccount.Output
    readonly errors: chat_bsky_actor_deleteAccount.Errors
  }
  readonly "chat.bsky.actor.exportAccountData": {
    readonly kind: "query"
    readonly params: chat_bsky_actor_exportAccountData.Params
    readonly paramsRead: chat_bsky_actor_exportAccountData.ParamsRead
    readonly input: chat_bsky_actor_exportAccountData.Input
    readonly output: chat_bsky_actor_exportAccountData.Output
    readonly errors: chat_bsky_actor_exportAccountData.Errors
  }
  readonly "chat.bsky.actor.getStatus": {
    readonly kind: "query"
    readonly params: chat_bsky_actor_getStatus.Params
    readonly paramsRead: chat_bsky_actor_getStatus.ParamsRead
    readonly input: chat_bsky_actor_getStatus.Input
    readonly output: chat_bsky_actor_getStatus.Output
    readonly errors: chat_bsky_actor_getStatus.Errors
  }
  readonly "chat.bsky.convo.acceptConvo": {
    readonly kind: "procedure"
    readonly params: chat_bsky_convo_acceptConvo.Params
    readonly paramsRead: chat_bsky_convo_acceptConvo.ParamsRead
    readonly input: chat_bsky_convo_acceptConvo.Input
    readonly output: chat_bsky_convo_acceptConvo.Output
    readonly errors: chat_bsky_convo_acceptConvo.Errors
  }
  readonly "chat.bsky.convo.addReaction": {
    readonly kind: "procedure"
    readonly params: chat_bsky_convo_addReaction.Params
    readonly paramsRead: chat_bsky_convo_addReaction.ParamsRead
    readonly input: chat_bsky_convo_addReaction.Input
    readonly output: chat_bsky_convo_addReaction.Output
    readonly errors: chat_bsky_convo_addReaction.Errors
  }
  readonly "chat.bsky.convo.deleteMessageForSelf": {
    readonly kind: "procedure"
    readonly params: chat_bsky_convo_deleteMessageForSelf.Params
    readonly paramsRead: chat_bsky_convo_deleteMessageForSelf.ParamsRead
    readonly input: chat_bsky_convo_deleteMessageForSelf.Input
    readonly output: chat_bsky_convo_deleteMessageForSelf.Output
    readonly errors: chat_bsky_convo_deleteMessageForSelf.Errors
  }
  readonly "chat.bsky.convo.getConvo": {
    readonly kind: "query"
    readonly params: chat_bsky_convo_getConvo.Params
    readonly paramsRead: chat_bsky_convo_getConvo.ParamsRead
    readonly input: chat_bsky_convo_getConvo.Input
    readonly output: chat_bsky_convo_getConvo.Output
    readonly errors: chat_bsky_convo_getConvo.Errors
  }
  readonly "chat.bsky.convo.getConvoAvailability": {
    readonly kind: "query"
    readonly params: chat_bsky_convo_getConvoAvailability.Params
    readonly paramsRead: chat_bsky_convo_getConvoAvailability.ParamsRead
    readonly input: chat_bsky_convo_getConvoAvailability.Input
    readonly output: chat_bsky_convo_getConvoAvailability.Output
    readonly errors: chat_bsky_convo_getConvoAvailability.Errors
  }
  readonly "chat.bsky.convo.getConvoForMembers": {
    readonly kind: "query"
    readonly params: chat_bsky_convo_getConvoForMembers.Params
    readonly paramsRead: chat_bsky_convo_getConvoForMembers.ParamsRead
    readonly input: chat_bsky_convo_getConvoForMembers.Input
    readonly output: chat_bsky_convo_getConvoForMembers.Output
    readonly errors: chat_bsky_convo_getConvoForMembers.Errors
  }
  readonly "chat.bsky.convo.getConvoMembers": {
    readonly kind: "query"
    readonly params: chat_bsky_convo_getConvoMembers.Params
    readonly paramsRead: chat_bsky_convo_getConvoMembers.ParamsRead
    readonly input: chat_bsky_convo_getConvoMembers.Input
    readonly output: chat_bsky_convo_getConvoMembers.Output
    readonly errors: chat_bsky_convo_getConvoMembers.Errors
  }
  readonly "chat.bsky.convo.getLog": {
    readonly kind: "query"
    readonly params: chat_bsky_convo_getLog.Params
    readonly paramsRead: chat_bsky_convo_getLog.ParamsRead
    readonly input: chat_bsky_convo_getLog.Input
    readonly output: chat_bsky_convo_getLog.Output
    readonly errors: chat_bsky_convo_getLog.Errors
  }
  readonly "chat.bsky.convo.getMessages": {
    readonly kind: "query"
    readonly params: chat_bsky_convo_getMessages.Params
    readonly paramsRead: chat_bsky_convo_getMessages.ParamsRead
    readonly input: chat_bsky_convo_getMessages.Input
    readonly output: chat_bsky_convo_getMessages.Output
    readonly errors: chat_bsky_convo_getMessages.Errors
  }
  readonly "chat.bsky.convo.getUnreadCounts": {
    readonly kind: "query"
    readonly params: chat_bsky_convo_getUnreadCounts.Params
    readonly paramsRead: chat_bsky_convo_getUnreadCounts.ParamsRead
    readonly input: chat_bsky_convo_getUnreadCounts.Input
    readonly output: chat_bsky_convo_getUnreadCounts.Output
    readonly errors: chat_bsky_convo_getUnreadCounts.Errors
  }
  readonly "chat.bsky.convo.leaveConvo": {
    readonly kind: "procedure"
    readonly params: chat_bsky_convo_leaveConvo.Params
    readonly paramsRead: chat_bsky_convo_leaveConvo.ParamsRead
    readonly input: chat_bsky_convo_leaveConvo.Input
    readonly output: chat_bsky_convo_leaveConvo.Output
    readonly errors: chat_bsky_convo_leaveConvo.Errors
  }
  readonly "chat.bsky.convo.listConvoRequests": {
    readonly kind: "query"
    readonly params: chat_bsky_convo_listConvoRequests.Params
    readonly paramsRead: chat_bsky_convo_listConvoRequests.ParamsRead
    readonly input: chat_bsky_convo_listConvoRequests.Input
    readonly output: chat_bsky_convo_listConvoRequests.Output
    readonly errors: chat_bsky_convo_listConvoRequests.Errors
  }
  readonly "chat.bsky.convo.listConvos": {
    readonly kind: "query"
    readonly params: chat_bsky_convo_listConvos.Params
    readonly paramsRead: chat_bsky_convo_listConvos.ParamsRead
    readonly input: chat_bsky_convo_listConvos.Input
    readonly output: chat_bsky_convo_listConvos.Output
    readonly errors: chat_bsky_convo_listConvos.Errors
  }
  readonly "chat.bsky.convo.lockConvo": {
    readonly kind: "procedure"
    readonly params: chat_bsky_convo_lockConvo.Params
    readonly paramsRead: chat_bsky_convo_lockConvo.ParamsRead
    readonly input: chat_bsky_convo_lockConvo.Input
    readonly output: chat_bsky_convo_lockConvo.Output
    readonly errors: chat_bsky_convo_lockConvo.Errors
  }
  readonly "chat.bsky.convo.muteConvo": {
    readonly kind: "procedure"
    readonly params: chat_bsky_convo_muteConvo.Params
    readonly paramsRead: chat_bsky_convo_muteConvo.ParamsRead
    readonly input: chat_bsky_convo_muteConvo.Input
    readonly output: chat_bsky_convo_muteConvo.Output
    readonly errors: chat_bsky_convo_muteConvo.Errors
  }
  readonly "chat.bsky.convo.removeReaction": {
    readonly kind: "procedure"
    readonly params: chat_bsky_convo_removeReaction.Params
    readonly paramsRead: chat_bsky_convo_removeReaction.ParamsRead
    readonly input: chat_bsky_convo_removeReaction.Input
    readonly output: chat_bsky_convo_removeReaction.Output
    readonly errors: chat_bsky_convo_removeReaction.Errors
  }
  readonly "chat.bsky.convo.sendMessage": {
    readonly kind: "procedure"
    readonly params: chat_bsky_convo_sendMessage.Params
    readonly paramsRead: chat_bsky_convo_sendMessage.ParamsRead
    readonly input: chat_bsky_convo_sendMessage.Input
    readonly output: chat_bsky_convo_sendMessage.Output
    readonly errors: chat_bsky_convo_sendMessage.Errors
  }
  readonly "chat.bsky.convo.sendMessageBatch": {
    readonly kind: "procedure"
    readonly params: chat_bsky_convo_sendMessageBatch.Params
    readonly paramsRead: chat_bsky_convo_sendMessageBatch.ParamsRead
    readonly input: chat_bsky_convo_sendMessageBatch.Input
    readonly output: chat_bsky_convo_sendMessageBatch.Output
    readonly errors: chat_bsky_convo_sendMessageBatch.Errors
  }
  readonly "chat.bsky.convo.unlockConvo": {
    readonly kind: "procedure"
    readonly params: chat_bsky_convo_unlockConvo.Params
    readonly paramsRead: chat_bsky_convo_unlockConvo.ParamsRead
    readonly input: chat_bsky_convo_unlockConvo.Input
    readonly output: chat_bsky_convo_unlockConvo.Output
    readonly errors: chat_bsky_convo_unlockConvo.Errors
  }
  readonly "chat.bsky.convo.unmuteConvo": {
    readonly kind: "procedure"
    readonly params: chat_bsky_convo_unmuteConvo.Params
    readonly paramsRead: chat_bsky_convo_unmuteConvo.ParamsRead
    readonly input: chat_bsky_convo_unmuteConvo.Input
    readonly output: chat_bsky_convo_unmuteConvo.Output
    readonly errors: chat_bsky_convo_unmuteConvo.Errors
  }
  readonly "chat.bsky.convo.updateAllRead": {
    readonly kind: "procedure"
    readonly params: chat_bsky_convo_updateAllRead.Params
    readonly paramsRead: chat_bsky_convo_updateAllRead.ParamsRead
    readonly input: chat_bsky_convo_updateAllRead.Input
    readonly output: chat_bsky_convo_updateAllRead.Output
    readonly errors: chat_bsky_convo_updateAllRead.Errors
  }
  readonly "chat.bsky.convo.updateRead": {
    readonly kind: "procedure"
    readonly params: chat_bsky_convo_updateRead.Params
    readonly paramsRead: chat_bsky_convo_updateRead.ParamsRead
    readonly input: chat_bsky_convo_updateRead.Input
    readonly output: chat_bsky_convo_updateRead.Output
    readonly errors: chat_bsky_convo_updateRead.Errors
  }
  readonly "chat.bsky.group.addMembers": {
    readonly kind: "procedure"
    readonly params: chat_bsky_group_addMembers.Params
    readonly paramsRead: chat_bsky_group_addMembers.ParamsRead
    readonly input: chat_bsky_group_addMembers.Input
    readonly output: chat_bsky_group_addMembers.Output
    readonly errors: chat_bsky_group_addMembers.Errors
  }
  readonly "chat.bsky.group.approveJoinRequest": {
    readonly kind: "procedure"
    readonly params: chat_bsky_group_approveJoinRequest.Params
    readonly paramsRead: chat_bsky_group_approveJoinRequest.ParamsRead
    readonly input: chat_bsky_group_approveJoinRequest.Input
    readonly output: chat_bsky_group_approveJoinRequest.Output
    readonly errors: chat_bsky_group_approveJoinRequest.Errors
  }
  readonly "chat.bsky.group.createGroup": {
    readonly kind: "procedure"
    readonly params: chat_bsky_group_createGroup.Params
    readonly paramsRead: chat_bsky_group_createGroup.ParamsRead
    readonly input: chat_bsky_group_createGroup.Input
    readonly output: chat_bsky_group_createGroup.Output
    readonly errors: chat_bsky_group_createGroup.Errors
  }
  readonly "chat.bsky.group.createJoinLink": {
    readonly kind: "procedure"
    readonly params: chat_bsky_group_createJoinLink.Params
    readonly paramsRead: chat_bsky_group_createJoinLink.ParamsRead
    readonly input: chat_bsky_group_createJoinLink.Input
    readonly output: chat_bsky_group_createJoinLink.Output
    readonly errors: chat_bsky_group_createJoinLink.Errors
  }
  readonly "chat.bsky.group.disableJoinLink": {
    readonly kind: "procedure"
    readonly params: chat_bsky_group_disableJoinLink.Params
    readonly paramsRead: chat_bsky_group_disableJoinLink.ParamsRead
    readonly input: chat_bsky_group_disableJoinLink.Input
    readonly output: chat_bsky_group_disableJoinLink.Output
    readonly errors: chat_bsky_group_disableJoinLink.Errors
  }
  readonly "chat.bsky.group.editGroup": {
    readonly kind: "procedure"
    readonly params: chat_bsky_group_editGroup.Params
    readonly paramsRead: chat_bsky_group_editGroup.ParamsRead
    readonly input: chat_bsky_group_editGroup.Input
    readonly output: chat_bsky_group_editGroup.Output
    readonly errors: chat_bsky_group_editGroup.Errors
  }
  readonly "chat.bsky.group.editJoinLink": {
    readonly kind: "procedure"
    readonly params: chat_bsky_group_editJoinLink.Params
    readonly paramsRead: chat_bsky_group_editJoinLink.ParamsRead
    readonly input: chat_bsky_group_editJoinLink.Input
    readonly output: chat_bsky_group_editJoinLink.Output
    readonly errors: chat_bsky_group_editJoinLink.Errors
  }
  readonly "chat.bsky.group.enableJoinLink": {
    readonly kind: "procedure"
    readonly params: chat_bsky_group_enableJoinLink.Params
    readonly paramsRead: chat_bsky_group_enableJoinLink.ParamsRead
    readonly input: chat_bsky_group_enableJoinLink.Input
    readonly output: chat_bsky_group_enableJoinLink.Output
    readonly errors: chat_bsky_group_enableJoinLink.Errors
  }
  readonly "chat.bsky.group.getJoinLinkPreviews": {
    readonly kind: "query"
    readonly params: chat_bsky_group_getJoinLinkPreviews.Params
    readonly paramsRead: chat_bsky_group_getJoinLinkPreviews.ParamsRead
    readonly input: chat_bsky_group_getJoinLinkPreviews.Input
    readonly output: chat_bsky_group_getJoinLinkPreviews.Output
    readonly errors: chat_bsky_group_getJoinLinkPreviews.Errors
  }
  readonly "chat.bsky.group.listJoinRequests": {
    readonly kind: "query"
    readonly params: chat_bsky_group_listJoinRequests.Params
    readonly paramsRead: chat_bsky_group_listJoinRequests.ParamsRead
    readonly input: chat_bsky_group_listJoinRequests.Input
    readonly output: chat_bsky_group_listJoinRequests.Output
    readonly errors: chat_bsky_group_listJoinRequests.Errors
  }
  readonly "chat.bsky.group.listMutualGroups": {
    readonly kind: "query"
    readonly params: chat_bsky_group_listMutualGroups.Params
    readonly paramsRead: chat_bsky_group_listMutualGroups.ParamsRead
    readonly input: chat_bsky_group_listMutualGroups.Input
    readonly output: chat_bsky_group_listMutualGroups.Output
    readonly errors: chat_bsky_group_listMutualGroups.Errors
  }
  readonly "chat.bsky.group.rejectJoinRequest": {
    readonly kind: "procedure"
    readonly params: chat_bsky_group_rejectJoinRequest.Params
    readonly paramsRead: chat_bsky_group_rejectJoinRequest.ParamsRead
    readonly input: chat_bsky_group_rejectJoinRequest.Input
    readonly output: chat_bsky_group_rejectJoinRequest.Output
    readonly errors: chat_bsky_group_rejectJoinRequest.Errors
  }
  readonly "chat.bsky.group.removeMembers": {
    readonly kind: "procedure"
    readonly params: chat_bsky_group_removeMembers.Params
    readonly paramsRead: chat_bsky_group_removeMembers.ParamsRead
    readonly input: chat_bsky_group_removeMembers.Input
    readonly output: chat_bsky_group_removeMembers.Output
    readonly errors: chat_bsky_group_removeMembers.Errors
  }
  readonly "chat.bsky.group.requestJoin": {
    readonly kind: "procedure"
    readonly params: chat_bsky_group_requestJoin.Params
    readonly paramsRead: chat_bsky_group_requestJoin.ParamsRead
    readonly input: chat_bsky_group_requestJoin.Input
    readonly output: chat_bsky_group_requestJoin.Output
    readonly errors: chat_bsky_group_requestJoin.Errors
  }
  readonly "chat.bsky.group.updateJoinRequestsRead": {
    readonly kind: "procedure"
    readonly params: chat_bsky_group_updateJoinRequestsRead.Params
    readonly paramsRead: chat_bsky_group_updateJoinRequestsRead.ParamsRead
    readonly input: chat_bsky_group_updateJoinRequestsRead.Input
    readonly output: chat_bsky_group_updateJoinRequestsRead.Output
    readonly errors: chat_bsky_group_updateJoinRequestsRead.Errors
  }
  readonly "chat.bsky.group.withdrawJoinRequest": {
    readonly kind: "procedure"
    readonly params: chat_bsky_group_withdrawJoinRequest.Params
    readonly paramsRead: chat_bsky_group_withdrawJoinRequest.ParamsRead
    readonly input: chat_bsky_group_withdrawJoinRequest.Input
    readonly output: chat_bsky_group_withdrawJoinRequest.Output
    readonly errors: chat_bsky_group_withdrawJoinRequest.Errors
  }
  readonly "chat.bsky.moderation.getActorMetadata": {
    readonly kind: "query"
    readonly params: chat_bsky_moderation_getActorMetadata.Params
    readonly paramsRead: chat_bsky_moderation_getActorMetadata.ParamsRead
    readonly input: chat_bsky_moderation_getActorMetadata.Input
    readonly output: chat_bsky_moderation_getActorMetadata.Output
    readonly errors: chat_bsky_moderation_getActorMetadata.Errors
  }
  readonly "chat.bsky.moderation.getConvo": {
    readonly kind: "query"
    readonly params: chat_bsky_moderation_getConvo.Params
    readonly paramsRead: chat_bsky_moderation_getConvo.ParamsRead
    readonly input: chat_bsky_moderation_getConvo.Input
    readonly output: chat_bsky_moderation_getConvo.Output
    readonly errors: chat_bsky_moderation_getConvo.Errors
  }
  readonly "chat.bsky.moderation.getConvoMembers": {
    readonly kind: "query"
    readonly params: chat_bsky_moderation_getConvoMembers.Params
    readonly paramsRead: chat_bsky_moderation_getConvoMembers.ParamsRead
    readonly input: chat_bsky_moderation_getConvoMembers.Input
    readonly output: chat_bsky_moderation_getConvoMembers.Output
    readonly errors: chat_bsky_moderation_getConvoMembers.Errors
  }
  readonly "chat.bsky.moderation.getConvos": {
    readonly kind: "query"
    readonly params: chat_bsky_moderation_getConvos.Params
    readonly paramsRead: chat_bsky_moderation_getConvos.ParamsRead
    readonly input: chat_bsky_moderation_getConvos.Input
    readonly output: chat_bsky_moderation_getConvos.Output
    readonly errors: chat_bsky_moderation_getConvos.Errors
  }
  readonly "chat.bsky.moderation.getMessageContext": {
    readonly kind: "query"
    readonly params: chat_bsky_moderation_getMessageContext.Params
    readonly paramsRead: chat_bsky_moderation_getMessageContext.ParamsRead
    readonly input: chat_bsky_moderation_getMessageContext.Input
    readonly output: chat_bsky_moderation_getMessageContext.Output
    readonly errors: chat_bsky_moderation_getMessageContext.Errors
  }
  readonly "chat.bsky.moderation.updateActorAccess": {
    readonly kind: "procedure"
    readonly params: chat_bsky_moderation_updateActorAccess.Params
    readonly paramsRead: chat_bsky_moderation_updateActorAccess.ParamsRead
    readonly input: chat_bsky_moderation_updateActorAccess.Input
    readonly output: chat_bsky_moderation_updateActorAccess.Output
    readonly errors: chat_bsky_moderation_updateActorAccess.Errors
  }
  readonly "chat.bsky.notification.getPreferences": {
    readonly kind: "query"
    readonly params: chat_bsky_notification_getPreferences.Params
    readonly paramsRead: chat_bsky_notification_getPreferences.ParamsRead
    readonly input: chat_bsky_notification_getPreferences.Input
    readonly output: chat_bsky_notification_getPreferences.Output
    readonly errors: chat_bsky_notification_getPreferences.Errors
  }
  readonly "chat.bsky.notification.putPreferences": {
    readonly kind: "procedure"
    readonly params: chat_bsky_notification_putPreferences.Params
    readonly paramsRead: chat_bsky_notification_putPreferences.ParamsRead
    readonly input: chat_bsky_notification_putPreferences.Input
    readonly output: chat_bsky_notification_putPreferences.Output
    readonly errors: chat_bsky_notification_putPreferences.Errors
  }
  readonly "com.atproto.admin.deleteAccount": {
    readonly kind: "procedure"
    readonly params: com_atproto_admin_deleteAccount.Params
    readonly paramsRead: com_atproto_admin_deleteAccount.ParamsRead
    readonly input: com_atproto_admin_deleteAccount.Input
    readonly output: com_atproto_admin_deleteAccount.Output
    readonly errors: com_atproto_admin_deleteAccount.Errors
  }
  readonly "com.atproto.admin.disableAccountInvites": {
    readonly kind: "procedure"
    readonly params: com_atproto_admin_disableAccountInvites.Params
    readonly paramsRead: com_atproto_admin_disableAccountInvites.ParamsRead
    readonly input: com_atproto_admin_disableAccountInvites.Input
    readonly output: com_atproto_admin_disableAccountInvites.Output
    readonly errors: com_atproto_admin_disableAccountInvites.Errors
  }
  readonly "com.atproto.admin.disableInviteCodes": {
    readonly kind: "procedure"
    readonly params: com_atproto_admin_disableInviteCodes.Params
    readonly paramsRead: com_atproto_admin_disableInviteCodes.ParamsRead
    readonly input: com_atproto_admin_disableInviteCodes.Input
    readonly output: com_atproto_admin_disableInviteCodes.Output
    readonly errors: com_atproto_admin_disableInviteCodes.Errors
  }
  readonly "com.atproto.admin.enableAccountInvites": {
    readonly kind: "procedure"
    readonly params: com_atproto_admin_enableAccountInvites.Params
    readonly paramsRead: com_atproto_admin_enableAccountInvites.ParamsRead
    readonly input: com_atproto_admin_enableAccountInvites.Input
    readonly output: com_atproto_admin_enableAccountInvites.Output
    readonly errors: com_atproto_admin_enableAccountInvites.Errors
  }
  readonly "com.atproto.admin.getAccountInfo": {
    readonly kind: "query"
    readonly params: com_atproto_admin_getAccountInfo.Params
    readonly paramsRead: com_atproto_admin_getAccountInfo.ParamsRead
    readonly input: com_atproto_admin_getAccountInfo.Input
    readonly output: com_atproto_admin_getAccountInfo.Output
    readonly errors: com_atproto_admin_getAccountInfo.Errors
  }
  readonly "com.atproto.admin.getAccountInfos": {
    readonly kind: "query"
    readonly params: com_atproto_admin_getAccountInfos.Params
    readonly paramsRead: com_atproto_admin_getAccountInfos.ParamsRead
    readonly input: com_atproto_admin_getAccountInfos.Input
    readonly output: com_atproto_admin_getAccountInfos.Output
    readonly errors: com_atproto_admin_getAccountInfos.Errors
  }
  readonly "com.atproto.admin.getInviteCodes": {
    readonly kind: "query"
    readonly params: com_atproto_admin_getInviteCodes.Params
    readonly paramsRead: com_atproto_admin_getInviteCodes.ParamsRead
    readonly input: com_atproto_admin_getInviteCodes.Input
    readonly output: com_atproto_admin_getInviteCodes.Output
    readonly errors: com_atproto_admin_getInviteCodes.Errors
  }
  readonly "com.atproto.admin.getSubjectStatus": {
    readonly kind: "query"
    readonly params: com_atproto_admin_getSubjectStatus.Params
    readonly paramsRead: com_atproto_admin_getSubjectStatus.ParamsRead
    readonly input: com_atproto_admin_getSubjectStatus.Input
    readonly output: com_atproto_admin_getSubjectStatus.Output
    readonly errors: com_atproto_admin_getSubjectStatus.Errors
  }
  readonly "com.atproto.admin.searchAccounts": {
    readonly kind: "query"
    readonly params: com_atproto_admin_searchAccounts.Params
    readonly paramsRead: com_atproto_admin_searchAccounts.ParamsRead
    readonly input: com_atproto_admin_searchAccounts.Input
    readonly output: com_atproto_admin_searchAccounts.Output
    readonly errors: com_atproto_admin_searchAccounts.Errors
  }
  readonly "com.atproto.admin.sendEmail": {
    readonly kind: "procedure"
    readonly params: com_atproto_admin_sendEmail.Params
    readonly paramsRead: com_atproto_admin_sendEmail.ParamsRead
    readonly input: com_atproto_admin_sendEmail.Input
    readonly output: com_atproto_admin_sendEmail.Output
    readonly errors: com_atproto_admin_sendEmail.Errors
  }
  readonly "com.atproto.admin.updateAccountEmail": {
    readonly kind: "procedure"
    readonly params: com_atproto_admin_updateAccountEmail.Params
    readonly paramsRead: com_atproto_admin_updateAccountEmail.ParamsRead
    readonly input: com_atproto_admin_updateAccountEmail.Input
    readonly output: com_atproto_admin_updateAccountEmail.Output
    readonly errors: com_atproto_admin_updateAccountEmail.Errors
  }
  readonly "com.atproto.admin.updateAccountHandle": {
    readonly kind: "procedure"
    readonly params: com_atproto_admin_updateAccountHandle.Params
    readonly paramsRead: com_atproto_admin_updateAccountHandle.ParamsRead
    readonly input: com_atproto_admin_updateAccountHandle.Input
    readonly output: com_atproto_admin_updateAccountHandle.Output
    readonly errors: com_atproto_admin_updateAccountHandle.Errors
  }
  readonly "com.atproto.admin.updateAccountPassword": {
    readonly kind: "procedure"
    readonly params: com_atproto_admin_updateAccountPassword.Params
    readonly paramsRead: com_atproto_admin_updateAccountPassword.ParamsRead
    readonly input: com_atproto_admin_updateAccountPassword.Input
    readonly output: com_atproto_admin_updateAccountPassword.Output
    readonly errors: com_atproto_admin_updateAccountPassword.Errors
  }
  readonly "com.atproto.admin.updateAccountSigningKey": {
    readonly kind: "procedure"
    readonly params: com_atproto_admin_updateAccountSigningKey.Params
    readonly paramsRead: com_atproto_admin_updateAccountSigningKey.ParamsRead
    readonly input: com_atproto_admin_updateAccountSigningKey.Input
    readonly output: com_atproto_admin_updateAccountSigningKey.Output
    readonly errors: com_atproto_admin_updateAccountSigningKey.Errors
  }
  readonly "com.atproto.admin.updateSubjectStatus": {
    readonly kind: "procedure"
    readonly params: com_atproto_admin_updateSubjectStatus.Params
    readonly paramsRead: com_atproto_admin_updateSubjectStatus.ParamsRead
    readonly input: com_atproto_admin_updateSubjectStatus.Input
    readonly output: com_atproto_admin_updateSubjectStatus.Output
    readonly errors: com_atproto_admin_updateSubjectStatus.Errors
  }
  readonly "com.atproto.identity.getRecommendedDidCredentials": {
    readonly kind: "query"
    readonly params: com_atproto_identity_getRecommendedDidCredentials.Params
    readonly paramsRead: com_atproto_identity_getRecommendedDidCredentials.ParamsRead
    readonly input: com_atproto_identity_getRecommendedDidCredentials.Input
    readonly output: com_atproto_identity_getRecommendedDidCredentials.Output
    readonly errors: com_atproto_identity_getRecommendedDidCredentials.Errors
  }
  readonly "com.atproto.identity.refreshIdentity": {
    readonly kind: "procedure"
    readonly params: com_atproto_identity_refreshIdentity.Params
    readonly paramsRead: com_atproto_identity_refreshIdentity.ParamsRead
    readonly input: com_atproto_identity_refreshIdentity.Input
    readonly output: com_atproto_identity_refreshIdentity.Output
    readonly errors: com_atproto_identity_refreshIdentity.Errors
  }
  readonly "com.atproto.identity.requestPlcOperationSignature": {
    readonly kind: "procedure"
    readonly params: com_atproto_identity_requestPlcOperationSignature.Params
    readonly paramsRead: com_atproto_identity_requestPlcOperationSignature.ParamsRead
    readonly input: com_atproto_identity_requestPlcOperationSignature.Input
    readonly output: com_atproto_identity_requestPlcOperationSignature.Output
    readonly errors: com_atproto_identity_requestPlcOperationSignature.Errors
  }
  readonly "com.atproto.identity.resolveDid": {
    readonly kind: "query"
    readonly params: com_atproto_identity_resolveDid.Params
    readonly paramsRead: com_atproto_identity_resolveDid.ParamsRead
    readonly input: com_atproto_identity_resolveDid.Input
    readonly output: com_atproto_identity_resolveDid.Output
    readonly errors: com_atproto_identity_resolveDid.Errors
  }
  readonly "com.atproto.identity.resolveHandle": {
    readonly kind: "query"
    readonly params: com_atproto_identity_resolveHandle.Params
    readonly paramsRead: com_atproto_identity_resolveHandle.ParamsRead
    readonly input: com_atproto_identity_resolveHandle.Input
    readonly output: com_atproto_identity_resolveHandle.Output
    readonly errors: com_atproto_identity_resolveHandle.Errors
  }
  readonly "com.atproto.identity.resolveIdentity": {
    readonly kind: "query"
    readonly params: com_atproto_identity_resolveIdentity.Params
    readonly paramsRead: com_atproto_identity_resolveIdentity.ParamsRead
    readonly input: com_atproto_identity_resolveIdentity.Input
    readonly output: com_atproto_identity_resolveIdentity.Output
    readonly errors: com_atproto_identity_resolveIdentity.Errors
  }
  readonly "com.atproto.identity.signPlcOperation": {
    readonly kind: "procedure"
    readonly params: com_atproto_identity_signPlcOperation.Params
    readonly paramsRead: com_atproto_identity_signPlcOperation.ParamsRead
    readonly input: com_atproto_identity_signPlcOperation.Input
    readonly output: com_atproto_identity_signPlcOperation.Output
    readonly errors: com_atproto_identity_signPlcOperation.Errors
  }
  readonly "com.atproto.identity.submitPlcOperation": {
    readonly kind: "procedure"
    readonly params: com_atproto_identity_submitPlcOperation.Params
    readonly paramsRead: com_atproto_identity_submitPlcOperation.ParamsRead
    readonly input: com_atproto_identity_submitPlcOperation.Input
    readonly output: com_atproto_identity_submitPlcOperation.Output
    readonly errors: com_atproto_identity_submitPlcOperation.Errors
  }
  readonly "com.atproto.identity.updateHandle": {
    readonly kind: "procedure"
    readonly params: com_atproto_identity_updateHandle.Params
    readonly paramsRead: com_atproto_identity_updateHandle.ParamsRead
    readonly input: com_atproto_identity_updateHandle.Input
    readonly output: com_atproto_identity_updateHandle.Output
    readonly errors: com_atproto_identity_updateHandle.Errors
  }
  readonly "com.atproto.label.queryLabels": {
    readonly kind: "query"
    readonly params: com_atproto_label_queryLabels.Params
    readonly paramsRead: com_atproto_label_queryLabels.ParamsRead
    readonly input: com_atproto_label_queryLabels.Input
    readonly output: com_atproto_label_queryLabels.Output
    readonly errors: com_atproto_label_queryLabels.Errors
  }
  readonly "com.atproto.lexicon.resolveLexicon": {
    readonly kind: "query"
    readonly params: com_atproto_lexicon_resolveLexicon.Params
    readonly paramsRead: com_atproto_lexicon_resolveLexicon.ParamsRead
    readonly input: com_atproto_lexicon_resolveLexicon.Input
    readonly output: com_atproto_lexicon_resolveLexicon.Output
    readonly errors: com_atproto_lexicon_resolveLexicon.Errors
  }
  readonly "com.atproto.moderation.createReport": {
    readonly kind: "procedure"
    readonly params: com_atproto_moderation_createReport.Params
    readonly paramsRead: com_atproto_moderation_createReport.ParamsRead
    readonly input: com_atproto_moderation_createReport.Input
    readonly output: com_atproto_moderation_createReport.Output
    readonly errors: com_atproto_moderation_createReport.Errors
  }
  readonly "com.atproto.repo.applyWrites": {
    readonly kind: "procedure"
    readonly params: com_atproto_repo_applyWrites.Params
    readonly paramsRead: com_atproto_repo_applyWrites.ParamsRead
    readonly input: com_atproto_repo_applyWrites.Input
    readonly output: com_atproto_repo_applyWrites.Output
    readonly errors: com_atproto_repo_applyWrites.Errors
  }
  readonly "com.atproto.repo.createRecord": {
    readonly kind: "procedure"
    readonly params: com_atproto_repo_createRecord.Params
    readonly paramsRead: com_atproto_repo_createRecord.ParamsRead
    readonly input: com_atproto_repo_createRecord.Input
    readonly output: com_atproto_repo_createRecord.Output
    readonly errors: com_atproto_repo_createRecord.Errors
  }
  readonly "com.atproto.repo.deleteRecord": {
    readonly kind: "procedure"
    readonly params: com_atproto_repo_deleteRecord.Params
    readonly paramsRead: com_atproto_repo_deleteRecord.ParamsRead
    readonly input: com_atproto_repo_deleteRecord.Input
    readonly output: com_atproto_repo_deleteRecord.Output
    readonly errors: com_atproto_repo_deleteRecord.Errors
  }
  readonly "com.atproto.repo.describeRepo": {
    readonly kind: "query"
    readonly params: com_atproto_repo_describeRepo.Params
    readonly paramsRead: com_atproto_repo_describeRepo.ParamsRead
    readonly input: com_atproto_repo_describeRepo.Input
    readonly output: com_atproto_repo_describeRepo.Output
    readonly errors: com_atproto_repo_describeRepo.Errors
  }
  readonly "com.atproto.repo.getRecord": {
    readonly kind: "query"
    readonly params: com_atproto_repo_getRecord.Params
    readonly paramsRead: com_atproto_repo_getRecord.ParamsRead
    readonly input: com_atproto_repo_getRecord.Input
    readonly output: com_atproto_repo_getRecord.Output
    readonly errors: com_atproto_repo_getRecord.Errors
  }
  readonly "com.atproto.repo.importRepo": {
    readonly kind: "procedure"
    readonly params: com_atproto_repo_importRepo.Params
    readonly paramsRead: com_atproto_repo_importRepo.ParamsRead
    readonly input: com_atproto_repo_importRepo.Input
    readonly output: com_atproto_repo_importRepo.Output
    readonly errors: com_atproto_repo_importRepo.Errors
  }
  readonly "com.atproto.repo.listMissingBlobs": {
    readonly kind: "query"
    readonly params: com_atproto_repo_listMissingBlobs.Params
    readonly paramsRead: com_atproto_repo_listMissingBlobs.ParamsRead
    readonly input: com_atproto_repo_listMissingBlobs.Input
    readonly output: com_atproto_repo_listMissingBlobs.Output
    readonly errors: com_atproto_repo_listMissingBlobs.Errors
  }
  readonly "com.atproto.repo.listRecords": {
    readonly kind: "query"
    readonly params: com_atproto_repo_listRecords.Params
    readonly paramsRead: com_atproto_repo_listRecords.ParamsRead
    readonly input: com_atproto_repo_listRecords.Input
    readonly output: com_atproto_repo_listRecords.Output
    readonly errors: com_atproto_repo_listRecords.Errors
  }
  readonly "com.atproto.repo.putRecord": {
    readonly kind: "procedure"
    readonly params: com_atproto_repo_putRecord.Params
    readonly paramsRead: com_atproto_repo_putRecord.ParamsRead
    readonly input: com_atproto_repo_putRecord.Input
    readonly output: com_atproto_repo_putRecord.Output
    readonly errors: com_atproto_repo_putRecord.Errors
  }
  readonly "com.atproto.repo.uploadBlob": {
    readonly kind: "procedure"
    readonly params: com_atproto_repo_uploadBlob.Params
    readonly paramsRead: com_atproto_repo_uploadBlob.ParamsRead
    readonly input: com_atproto_repo_uploadBlob.Input
    readonly output: com_atproto_repo_uploadBlob.Output
    readonly errors: com_atproto_repo_uploadBlob.Errors
  }
  readonly "com.atproto.server.activateAccount": {
    readonly kind: "procedure"
    readonly params: com_atproto_server_activateAccount.Params
    readonly paramsRead: com_atproto_server_activateAccount.ParamsRead
    readonly input: com_atproto_server_activateAccount.Input
    readonly output: com_atproto_server_activateAccount.Output
    readonly errors: com_atproto_server_activateAccount.Errors
  }
  readonly "com.atproto.server.checkAccountStatus": {
    readonly kind: "query"
    readonly params: com_atproto_server_checkAccountStatus.Params
    readonly paramsRead: com_atproto_server_checkAccountStatus.ParamsRead
    readonly input: com_atproto_server_checkAccountStatus.Input
    readonly output: com_atproto_server_checkAccountStatus.Output
    readonly errors: com_atproto_server_checkAccountStatus.Errors
  }
  readonly "com.atproto.server.confirmEmail": {
    readonly kind: "procedure"
    readonly params: com_atproto_server_confirmEmail.Params
    readonly paramsRead: com_atproto_server_confirmEmail.ParamsRead
    readonly input: com_atproto_server_confirmEmail.Input
    readonly output: com_atproto_server_confirmEmail.Output
    readonly errors: com_atproto_server_confirmEmail.Errors
  }
  readonly "com.atproto.server.createAccount": {
    readonly kind: "procedure"
    readonly params: com_atproto_server_createAccount.Params
    readonly paramsRead: com_atproto_server_createAccount.ParamsRead
    readonly input: com_atproto_server_createAccount.Input
    readonly output: com_atproto_server_createAccount.Output
    readonly errors: com_atproto_server_createAccount.Errors
  }
  readonly "com.atproto.server.createAppPassword": {
    readonly kind: "procedure"
    readonly params: com_atproto_server_createAppPassword.Params
    readonly paramsRead: com_atproto_server_createAppPassword.ParamsRead
    readonly input: com_atproto_server_createAppPassword.Input
    readonly output: com_atproto_server_createAppPassword.Output
    readonly errors: com_atproto_server_createAppPassword.Errors
  }
  readonly "com.atproto.server.createInviteCode": {
    readonly kind: "procedure"
    readonly params: com_atproto_server_createInviteCode.Params
    readonly paramsRead: com_atproto_server_createInviteCode.ParamsRead
    readonly input: com_atproto_server_createInviteCode.Input
    readonly output: com_atproto_server_createInviteCode.Output
    readonly errors: com_atproto_server_createInviteCode.Errors
  }
  readonly "com.atproto.server.createInviteCodes": {
    readonly kind: "procedure"
    readonly params: com_atproto_server_createInviteCodes.Params
    readonly paramsRead: com_atproto_server_createInviteCodes.ParamsRead
    readonly input: com_atproto_server_createInviteCodes.Input
    readonly output: com_atproto_server_createInviteCodes.Output
    readonly errors: com_atproto_server_createInviteCodes.Errors
  }
  readonly "com.atproto.server.createSession": {
    readonly kind: "procedure"
    readonly params: com_atproto_server_createSession.Params
    readonly paramsRead: com_atproto_server_createSession.ParamsRead
    readonly input: com_atproto_server_createSession.Input
    readonly output: com_atproto_server_createSession.Output
    readonly errors: com_atproto_server_createSession.Errors
  }
  readonly "com.atproto.server.deactivateAccount": {
    readonly kind: "procedure"
    readonly params: com_atproto_server_deactivateAccount.Params
    readonly paramsRead: com_atproto_server_deactivateAccount.ParamsRead
    readonly input: com_atproto_server_deactivateAccount.Input
    readonly output: com_atproto_server_deactivateAccount.Output
    readonly errors: com_atproto_server_deactivateAccount.Errors
  }
  readonly "com.atproto.server.deleteAccount": {
    readonly kind: "procedure"
    readonly params: com_atproto_server_deleteAccount.Params
    readonly paramsRead: com_atproto_server_deleteAccount.ParamsRead
    readonly input: com_atproto_server_deleteAccount.Input
    readonly output: com_atproto_server_deleteAccount.Output
    readonly errors: com_atproto_server_deleteAccount.Errors
  }
  readonly "com.atproto.server.deleteSession": {
    readonly kind: "procedure"
    readonly params: com_atproto_server_deleteSession.Params
    readonly paramsRead: com_atproto_server_deleteSession.ParamsRead
    readonly input: com_atproto_server_deleteSession.Input
    readonly output: com_atproto_server_deleteSession.Output
    readonly errors: com_atproto_server_deleteSession.Errors
  }
  readonly "com.atproto.server.describeServer": {
    readonly kind: "query"
    readonly params: com_atproto_server_describeServer.Params
    readonly paramsRead: com_atproto_server_describeServer.ParamsRead
    readonly input: com_atproto_server_describeServer.Input
    readonly output: com_atproto_server_describeServer.Output
    readonly errors: com_atproto_server_describeServer.Errors
  }
  readonly "com.atproto.server.getAccountInviteCodes": {
    readonly kind: "query"
    readonly params: com_atproto_server_getAccountInviteCodes.Params
    readonly paramsRead: com_atproto_server_getAccountInviteCodes.ParamsRead
    readonly input: com_atproto_server_getAccountInviteCodes.Input
    readonly output: com_atproto_server_getAccountInviteCodes.Output
    readonly errors: com_atproto_server_getAccountInviteCodes.Errors
  }
  readonly "com.atproto.server.getServiceAuth": {
    readonly kind: "query"
    readonly params: com_atproto_server_getServiceAuth.Params
    readonly paramsRead: com_atproto_server_getServiceAuth.ParamsRead
    readonly input: com_atproto_server_getServiceAuth.Input
    readonly output: com_atproto_server_getServiceAuth.Output
    readonly errors: com_atproto_server_getServiceAuth.Errors
  }
  readonly "com.atproto.server.getSession": {
    readonly kind: "query"
    readonly params: com_atproto_server_getSession.Params
    readonly paramsRead: com_atproto_server_getSession.ParamsRead
    readonly input: com_atproto_server_getSession.Input
    readonly output: com_atproto_server_getSession.Output
    readonly errors: com_atproto_server_getSession.Errors
  }
  readonly "com.atproto.server.listAppPasswords": {
    readonly kind: "query"
    readonly params: com_atproto_server_listAppPasswords.Params
    readonly paramsRead: com_atproto_server_listAppPasswords.ParamsRead
    readonly input: com_atproto_server_listAppPasswords.Input
    readonly output: com_atproto_server_listAppPasswords.Output
    readonly errors: com_atproto_server_listAppPasswords.Errors
  }
  readonly "com.atproto.server.refreshSession": {
    readonly kind: "procedure"
    readonly params: com_atproto_server_refreshSession.Params
    readonly paramsRead: com_atproto_server_refreshSession.ParamsRead
    readonly input: com_atproto_server_refreshSession.Input
    readonly output: com_atproto_server_refreshSession.Output
    readonly errors: com_atproto_server_refreshSession.Errors
  }
  readonly "com.atproto.server.requestAccountDelete": {
    readonly kind: "procedure"
    readonly params: com_atproto_server_requestAccountDelete.Params
    readonly paramsRead: com_atproto_server_requestAccountDelete.ParamsRead
    readonly input: com_atproto_server_requestAccountDelete.Input
    readonly output: com_atproto_server_requestAccountDelete.Output
    readonly errors: com_atproto_server_requestAccountDelete.Errors
  }
  readonly "com.atproto.server.requestEmailConfirmation": {
    readonly kind: "procedure"
    readonly params: com_atproto_server_requestEmailConfirmation.Params
    readonly paramsRead: com_atproto_server_requestEmailConfirmation.ParamsRead
    readonly input: com_atproto_server_requestEmailConfirmation.Input
    readonly output: com_atproto_server_requestEmailConfirmation.Output
    readonly errors: com_atproto_server_requestEmailConfirmation.Errors
  }
  readonly "com.atproto.server.requestEmailUpdate": {
    readonly kind: "procedure"
    readonly params: com_atproto_server_requestEmailUpdate.Params
    readonly paramsRead: com_atproto_server_requestEmailUpdate.ParamsRead
    readonly input: com_atproto_server_requestEmailUpdate.Input
    readonly output: com_atproto_server_requestEmailUpdate.Output
    readonly errors: com_atproto_server_requestEmailUpdate.Errors
  }
  readonly "com.atproto.server.requestPasswordReset": {
    readonly kind: "procedure"
    readonly params: com_atproto_server_requestPasswordReset.Params
    readonly paramsRead: com_atproto_server_requestPasswordReset.ParamsRead
    readonly input: com_atproto_server_requestPasswordReset.Input
    readonly output: com_atproto_server_requestPasswordReset.Output
    readonly errors: com_atproto_server_requestPasswordReset.Errors
  }
  readonly "com.atproto.server.reserveSigningKey": {
    readonly kind: "procedure"
    readonly params: com_atproto_server_reserveSigningKey.Params
    readonly paramsRead: com_atproto_server_reserveSigningKey.ParamsRead
    readonly input: com_atproto_server_reserveSigningKey.Input
    readonly output: com_atproto_server_reserveSigningKey.Output
    readonly errors: com_atproto_server_reserveSigningKey.Errors
  }
  readonly "com.atproto.server.resetPassword": {
    readonly kind: "procedure"
    readonly params: com_atproto_server_resetPassword.Params
    readonly paramsRead: com_atproto_server_resetPassword.ParamsRead
    readonly input: com_atproto_server_resetPassword.Input
    readonly output: com_atproto_server_resetPassword.Output
    readonly errors: com_atproto_server_resetPassword.Errors
  }
  readonly "com.atproto.server.revokeAppPassword": {
    readonly kind: "procedure"
    readonly params: com_atproto_server_revokeAppPassword.Params
    readonly paramsRead: com_atproto_server_revokeAppPassword.ParamsRead
    readonly input: com_atproto_server_revokeAppPassword.Input
    readonly output: com_atproto_server_revokeAppPassword.Output
    readonly errors: com_atproto_server_revokeAppPassword.Errors
  }
  readonly "com.atproto.server.updateEmail": {
    readonly kind: "procedure"
    readonly params: com_atproto_server_updateEmail.Params
    readonly paramsRead: com_atproto_server_updateEmail.ParamsRead
    readonly input: com_atproto_server_updateEmail.Input
    readonly output: com_atproto_server_updateEmail.Output
    readonly errors: com_atproto_server_updateEmail.Errors
  }
  readonly "com.atproto.sync.getBlob": {
    readonly kind: "query"
    readonly params: com_atproto_sync_getBlob.Params
    readonly paramsRead: com_atproto_sync_getBlob.ParamsRead
    readonly input: com_atproto_sync_getBlob.Input
    readonly output: com_atproto_sync_getBlob.Output
    readonly errors: com_atproto_sync_getBlob.Errors
  }
  readonly "com.atproto.sync.getBlocks": {
    readonly kind: "query"
    readonly params: com_atproto_sync_getBlocks.Params
    readonly paramsRead: com_atproto_sync_getBlocks.ParamsRead
    readonly input: com_atproto_sync_getBlocks.Input
    readonly output: com_atproto_sync_getBlocks.Output
    readonly errors: com_atproto_sync_getBlocks.Errors
  }
  readonly "com.atproto.sync.getCheckout": {
    readonly kind: "query"
    readonly params: com_atproto_sync_getCheckout.Params
    readonly paramsRead: com_atproto_sync_getCheckout.ParamsRead
    readonly input: com_atproto_sync_getCheckout.Input
    readonly output: com_atproto_sync_getCheckout.Output
    readonly errors: com_atproto_sync_getCheckout.Errors
  }
  readonly "com.atproto.sync.getHead": {
    readonly kind: "query"
    readonly params: com_atproto_sync_getHead.Params
    readonly paramsRead: com_atproto_sync_getHead.ParamsRead
    readonly input: com_atproto_sync_getHead.Input
    readonly output: com_atproto_sync_getHead.Output
    readonly errors: com_atproto_sync_getHead.Errors
  }
  readonly "com.atproto.sync.getHostStatus": {
    readonly kind: "query"
    readonly params: com_atproto_sync_getHostStatus.Params
    readonly paramsRead: com_atproto_sync_getHostStatus.ParamsRead
    readonly input: com_atproto_sync_getHostStatus.Input
    readonly output: com_atproto_sync_getHostStatus.Output
    readonly errors: com_atproto_sync_getHostStatus.Errors
  }
  readonly "com.atproto.sync.getLatestCommit": {
    readonly kind: "query"
    readonly params: com_atproto_sync_getLatestCommit.Params
    readonly paramsRead: com_atproto_sync_getLatestCommit.ParamsRead
    readonly input: com_atproto_sync_getLatestCommit.Input
    readonly output: com_atproto_sync_getLatestCommit.Output
    readonly errors: com_atproto_sync_getLatestCommit.Errors
  }
  readonly "com.atproto.sync.getRecord": {
    readonly kind: "query"
    readonly params: com_atproto_sync_getRecord.Params
    readonly paramsRead: com_atproto_sync_getRecord.ParamsRead
    readonly input: com_atproto_sync_getRecord.Input
    readonly output: com_atproto_sync_getRecord.Output
    readonly errors: com_atproto_sync_getRecord.Errors
  }
  readonly "com.atproto.sync.getRepo": {
    readonly kind: "query"
    readonly params: com_atproto_sync_getRepo.Params
    readonly paramsRead: com_atproto_sync_getRepo.ParamsRead
    readonly input: com_atproto_sync_getRepo.Input
    readonly output: com_atproto_sync_getRepo.Output
    readonly errors: com_atproto_sync_getRepo.Errors
  }
  readonly "com.atproto.sync.getRepoStatus": {
    readonly kind: "query"
    readonly params: com_atproto_sync_getRepoStatus.Params
    readonly paramsRead: com_atproto_sync_getRepoStatus.ParamsRead
    readonly input: com_atproto_sync_getRepoStatus.Input
    readonly output: com_atproto_sync_getRepoStatus.Output
    readonly errors: com_atproto_sync_getRepoStatus.Errors
  }
  readonly "com.atproto.sync.listBlobs": {
    readonly kind: "query"
    readonly params: com_atproto_sync_listBlobs.Params
    readonly paramsRead: com_atproto_sync_listBlobs.ParamsRead
    readonly input: com_atproto_sync_listBlobs.Input
    readonly output: com_atproto_sync_listBlobs.Output
    readonly errors: com_atproto_sync_listBlobs.Errors
  }
  readonly "com.atproto.sync.listHosts": {
    readonly kind: "query"
    readonly params: com_atproto_sync_listHosts.Params
    readonly paramsRead: com_atproto_sync_listHosts.ParamsRead
    readonly input: com_atproto_sync_listHosts.Input
    readonly output: com_atproto_sync_listHosts.Output
    readonly errors: com_atproto_sync_listHosts.Errors
  }
  readonly "com.atproto.sync.listRepos": {
    readonly kind: "query"
    readonly params: com_atproto_sync_listRepos.Params
    readonly paramsRead: com_atproto_sync_listRepos.ParamsRead
    readonly input: com_atproto_sync_listRepos.Input
    readonly output: com_atproto_sync_listRepos.Output
    readonly errors: com_atproto_sync_listRepos.Errors
  }
  readonly "com.atproto.sync.listReposByCollection": {
    readonly kind: "query"
    readonly params: com_atproto_sync_listReposByCollection.Params
    readonly paramsRead: com_atproto_sync_listReposByCollection.ParamsRead
    readonly input: com_atproto_sync_listReposByCollection.Input
    readonly output: com_atproto_sync_listReposByCollection.Output
    readonly errors: com_atproto_sync_listReposByCollection.Errors
  }
  readonly "com.atproto.sync.notifyOfUpdate": {
    readonly kind: "procedure"
    readonly params: com_atproto_sync_notifyOfUpdate.Params
    readonly paramsRead: com_atproto_sync_notifyOfUpdate.ParamsRead
    readonly input: com_atproto_sync_notifyOfUpdate.Input
    readonly output: com_atproto_sync_notifyOfUpdate.Output
    readonly errors: com_atproto_sync_notifyOfUpdate.Errors
  }
  readonly "com.atproto.sync.requestCrawl": {
    readonly kind: "procedure"
    readonly params: com_atproto_sync_requestCrawl.Params
    readonly paramsRead: com_atproto_sync_requestCrawl.ParamsRead
    readonly input: com_atproto_sync_requestCrawl.Input
    readonly output: com_atproto_sync_requestCrawl.Output
    readonly errors: com_atproto_sync_requestCrawl.Errors
  }
  readonly "com.atproto.temp.addReservedHandle": {
    readonly kind: "procedure"
    readonly params: com_atproto_temp_addReservedHandle.Params
    readonly paramsRead: com_atproto_temp_addReservedHandle.ParamsRead
    readonly input: com_atproto_temp_addReservedHandle.Input
    readonly output: com_atproto_temp_addReservedHandle.Output
    readonly errors: com_atproto_temp_addReservedHandle.Errors
  }
  readonly "com.atproto.temp.checkHandleAvailability": {
    readonly kind: "query"
    readonly params: com_atproto_temp_checkHandleAvailability.Params
    readonly paramsRead: com_atproto_temp_checkHandleAvailability.ParamsRead
    readonly input: com_atproto_temp_checkHandleAvailability.Input
    readonly output: com_atproto_temp_checkHandleAvailability.Output
    readonly errors: com_atproto_temp_checkHandleAvailability.Errors
  }
  readonly "com.atproto.temp.checkSignupQueue": {
    readonly kind: "query"
    readonly params: com_atproto_temp_checkSignupQueue.Params
    readonly paramsRead: com_atproto_temp_checkSignupQueue.ParamsRead
    readonly input: com_atproto_temp_checkSignupQueue.Input
    readonly output: com_atproto_temp_checkSignupQueue.Output
    readonly errors: com_atproto_temp_checkSignupQueue.Errors
  }
  readonly "com.atproto.temp.dereferenceScope": {
    readonly kind: "query"
    readonly params: com_atproto_temp_dereferenceScope.Params
    readonly paramsRead: com_atproto_temp_dereferenceScope.ParamsRead
    readonly input: com_atproto_temp_dereferenceScope.Input
    readonly output: com_atproto_temp_dereferenceScope.Output
    readonly errors: com_atproto_temp_dereferenceScope.Errors
  }
  readonly "com.atproto.temp.fetchLabels": {
    readonly kind: "query"
    readonly params: com_atproto_temp_fetchLabels.Params
    readonly paramsRead: com_atproto_temp_fetchLabels.ParamsRead
    readonly input: com_atproto_temp_fetchLabels.Input
    readonly output: com_atproto_temp_fetchLabels.Output
    readonly errors: com_atproto_temp_fetchLabels.Errors
  }
  readonly "com.atproto.temp.requestPhoneVerification": {
    readonly kind: "procedure"
    readonly params: com_atproto_temp_requestPhoneVerification.Params
    readonly paramsRead: com_atproto_temp_requestPhoneVerification.ParamsRead
    readonly input: com_atproto_temp_requestPhoneVerification.Input
    readonly output: com_atproto_temp_requestPhoneVerification.Output
    readonly errors: com_atproto_temp_requestPhoneVerification.Errors
  }
  readonly "com.atproto.temp.revokeAccountCredentials": {
    readonly kind: "procedure"
    readonly params: com_atproto_temp_revokeAccountCredentials.Params
    readonly paramsRead: com_atproto_temp_revokeAccountCredentials.ParamsRead
    readonly input: com_atproto_temp_revokeAccountCredentials.Input
    readonly output: com_atproto_temp_revokeAccountCredentials.Output
    readonly errors: com_atproto_temp_revokeAccountCredentials.Errors
  }
  readonly "dev.orrery.keys.collectShare": {
    readonly kind: "query"
    readonly params: dev_orrery_keys_collectShare.Params
    readonly paramsRead: dev_orrery_keys_collectShare.ParamsRead
    readonly input: dev_orrery_keys_collectShare.Input
    readonly output: dev_orrery_keys_collectShare.Output
    readonly errors: dev_orrery_keys_collectShare.Errors
  }
  readonly "dev.orrery.keys.createSession": {
    readonly kind: "procedure"
    readonly params: dev_orrery_keys_createSession.Params
    readonly paramsRead: dev_orrery_keys_createSession.ParamsRead
    readonly input: dev_orrery_keys_createSession.Input
    readonly output: dev_orrery_keys_createSession.Output
    readonly errors: dev_orrery_keys_createSession.Errors
  }
  readonly "dev.orrery.keys.delegate": {
    readonly kind: "procedure"
    readonly params: dev_orrery_keys_delegate.Params
    readonly paramsRead: dev_orrery_keys_delegate.ParamsRead
    readonly input: dev_orrery_keys_delegate.Input
    readonly output: dev_orrery_keys_delegate.Output
    readonly errors: dev_orrery_keys_delegate.Errors
  }
  readonly "dev.orrery.keys.depositShare": {
    readonly kind: "procedure"
    readonly params: dev_orrery_keys_depositShare.Params
    readonly paramsRead: dev_orrery_keys_depositShare.ParamsRead
    readonly input: dev_orrery_keys_depositShare.Input
    readonly output: dev_orrery_keys_depositShare.Output
    readonly errors: dev_orrery_keys_depositShare.Errors
  }
  readonly "dev.orrery.keys.enroll": {
    readonly kind: "procedure"
    readonly params: dev_orrery_keys_enroll.Params
    readonly paramsRead: dev_orrery_keys_enroll.ParamsRead
    readonly input: dev_orrery_keys_enroll.Input
    readonly output: dev_orrery_keys_enroll.Output
    readonly errors: dev_orrery_keys_enroll.Errors
  }
  readonly "dev.orrery.keys.entrustSigningKey": {
    readonly kind: "procedure"
    readonly params: dev_orrery_keys_entrustSigningKey.Params
    readonly paramsRead: dev_orrery_keys_entrustSigningKey.ParamsRead
    readonly input: dev_orrery_keys_entrustSigningKey.Input
    readonly output: dev_orrery_keys_entrustSigningKey.Output
    readonly errors: dev_orrery_keys_entrustSigningKey.Errors
  }
  readonly "dev.orrery.keys.getGuardian": {
    readonly kind: "query"
    readonly params: dev_orrery_keys_getGuardian.Params
    readonly paramsRead: dev_orrery_keys_getGuardian.ParamsRead
    readonly input: dev_orrery_keys_getGuardian.Input
    readonly output: dev_orrery_keys_getGuardian.Output
    readonly errors: dev_orrery_keys_getGuardian.Errors
  }
  readonly "dev.orrery.keys.giveShare": {
    readonly kind: "procedure"
    readonly params: dev_orrery_keys_giveShare.Params
    readonly paramsRead: dev_orrery_keys_giveShare.ParamsRead
    readonly input: dev_orrery_keys_giveShare.Input
    readonly output: dev_orrery_keys_giveShare.Output
    readonly errors: dev_orrery_keys_giveShare.Errors
  }
  readonly "dev.orrery.keys.holdSigningKey": {
    readonly kind: "procedure"
    readonly params: dev_orrery_keys_holdSigningKey.Params
    readonly paramsRead: dev_orrery_keys_holdSigningKey.ParamsRead
    readonly input: dev_orrery_keys_holdSigningKey.Input
    readonly output: dev_orrery_keys_holdSigningKey.Output
    readonly errors: dev_orrery_keys_holdSigningKey.Errors
  }
  readonly "dev.orrery.keys.listDelegations": {
    readonly kind: "query"
    readonly params: dev_orrery_keys_listDelegations.Params
    readonly paramsRead: dev_orrery_keys_listDelegations.ParamsRead
    readonly input: dev_orrery_keys_listDelegations.Input
    readonly output: dev_orrery_keys_listDelegations.Output
    readonly errors: dev_orrery_keys_listDelegations.Errors
  }
  readonly "dev.orrery.keys.listRevocations": {
    readonly kind: "query"
    readonly params: dev_orrery_keys_listRevocations.Params
    readonly paramsRead: dev_orrery_keys_listRevocations.ParamsRead
    readonly input: dev_orrery_keys_listRevocations.Input
    readonly output: dev_orrery_keys_listRevocations.Output
    readonly errors: dev_orrery_keys_listRevocations.Errors
  }
  readonly "dev.orrery.keys.listShares": {
    readonly kind: "query"
    readonly params: dev_orrery_keys_listShares.Params
    readonly paramsRead: dev_orrery_keys_listShares.ParamsRead
    readonly input: dev_orrery_keys_listShares.Input
    readonly output: dev_orrery_keys_listShares.Output
    readonly errors: dev_orrery_keys_listShares.Errors
  }
  readonly "dev.orrery.keys.listUses": {
    readonly kind: "query"
    readonly params: dev_orrery_keys_listUses.Params
    readonly paramsRead: dev_orrery_keys_listUses.ParamsRead
    readonly input: dev_orrery_keys_listUses.Input
    readonly output: dev_orrery_keys_listUses.Output
    readonly errors: dev_orrery_keys_listUses.Errors
  }
  readonly "dev.orrery.keys.putRevocation": {
    readonly kind: "procedure"
    readonly params: dev_orrery_keys_putRevocation.Params
    readonly paramsRead: dev_orrery_keys_putRevocation.ParamsRead
    readonly input: dev_orrery_keys_putRevocation.Input
    readonly output: dev_orrery_keys_putRevocation.Output
    readonly errors: dev_orrery_keys_putRevocation.Errors
  }
  readonly "dev.orrery.keys.recover": {
    readonly kind: "procedure"
    readonly params: dev_orrery_keys_recover.Params
    readonly paramsRead: dev_orrery_keys_recover.ParamsRead
    readonly input: dev_orrery_keys_recover.Input
    readonly output: dev_orrery_keys_recover.Output
    readonly errors: dev_orrery_keys_recover.Errors
  }
  readonly "dev.orrery.keys.refuseShare": {
    readonly kind: "procedure"
    readonly params: dev_orrery_keys_refuseShare.Params
    readonly paramsRead: dev_orrery_keys_refuseShare.ParamsRead
    readonly input: dev_orrery_keys_refuseShare.Input
    readonly output: dev_orrery_keys_refuseShare.Output
    readonly errors: dev_orrery_keys_refuseShare.Errors
  }
  readonly "dev.orrery.keys.requestRecovery": {
    readonly kind: "procedure"
    readonly params: dev_orrery_keys_requestRecovery.Params
    readonly paramsRead: dev_orrery_keys_requestRecovery.ParamsRead
    readonly input: dev_orrery_keys_requestRecovery.Input
    readonly output: dev_orrery_keys_requestRecovery.Output
    readonly errors: dev_orrery_keys_requestRecovery.Errors
  }
  readonly "dev.orrery.keys.requestShare": {
    readonly kind: "procedure"
    readonly params: dev_orrery_keys_requestShare.Params
    readonly paramsRead: dev_orrery_keys_requestShare.ParamsRead
    readonly input: dev_orrery_keys_requestShare.Input
    readonly output: dev_orrery_keys_requestShare.Output
    readonly errors: dev_orrery_keys_requestShare.Errors
  }
  readonly "dev.orrery.keys.revoke": {
    readonly kind: "procedure"
    readonly params: dev_orrery_keys_revoke.Params
    readonly paramsRead: dev_orrery_keys_revoke.ParamsRead
    readonly input: dev_orrery_keys_revoke.Input
    readonly output: dev_orrery_keys_revoke.Output
    readonly errors: dev_orrery_keys_revoke.Errors
  }
  readonly "dev.orrery.keys.undoIdentity": {
    readonly kind: "procedure"
    readonly params: dev_orrery_keys_undoIdentity.Params
    readonly paramsRead: dev_orrery_keys_undoIdentity.ParamsRead
    readonly input: dev_orrery_keys_undoIdentity.Input
    readonly output: dev_orrery_keys_undoIdentity.Output
    readonly errors: dev_orrery_keys_undoIdentity.Errors
  }
  readonly "dev.orrery.keys.updateIdentity": {
    readonly kind: "procedure"
    readonly params: dev_orrery_keys_updateIdentity.Params
    readonly paramsRead: dev_orrery_keys_updateIdentity.ParamsRead
    readonly input: dev_orrery_keys_updateIdentity.Input
    readonly output: dev_orrery_keys_updateIdentity.Output
    readonly errors: dev_orrery_keys_updateIdentity.Errors
  }
  readonly "dev.orrery.keys.withdrawShares": {
    readonly kind: "procedure"
    readonly params: dev_orrery_keys_withdrawShares.Params
    readonly paramsRead: dev_orrery_keys_withdrawShares.ParamsRead
    readonly input: dev_orrery_keys_withdrawShares.Input
    readonly output: dev_orrery_keys_withdrawShares.Output
    readonly errors: dev_orrery_keys_withdrawShares.Errors
  }
  readonly "dev.orrery.repo.prepareCommit": {
    readonly kind: "procedure"
    readonly params: dev_orrery_repo_prepareCommit.Params
    readonly paramsRead: dev_orrery_repo_prepareCommit.ParamsRead
    readonly input: dev_orrery_repo_prepareCommit.Input
    readonly output: dev_orrery_repo_prepareCommit.Output
    readonly errors: dev_orrery_repo_prepareCommit.Errors
  }
  readonly "dev.orrery.repo.putCommit": {
    readonly kind: "procedure"
    readonly params: dev_orrery_repo_putCommit.Params
    readonly paramsRead: dev_orrery_repo_putCommit.ParamsRead
    readonly input: dev_orrery_repo_putCommit.Input
    readonly output: dev_orrery_repo_putCommit.Output
    readonly errors: dev_orrery_repo_putCommit.Errors
  }
  readonly "dev.orrery.server.getUsage": {
    readonly kind: "query"
    readonly params: dev_orrery_server_getUsage.Params
    readonly paramsRead: dev_orrery_server_getUsage.ParamsRead
    readonly input: dev_orrery_server_getUsage.Input
    readonly output: dev_orrery_server_getUsage.Output
    readonly errors: dev_orrery_server_getUsage.Errors
  }
  readonly "tools.ozone.communication.createTemplate": {
    readonly kind: "procedure"
    readonly params: tools_ozone_communication_createTemplate.Params
    readonly paramsRead: tools_ozone_communication_createTemplate.ParamsRead
    readonly input: tools_ozone_communication_createTemplate.Input
    readonly output: tools_ozone_communication_createTemplate.Output
    readonly errors: tools_ozone_communication_createTemplate.Errors
  }
  readonly "tools.ozone.communication.deleteTemplate": {
    readonly kind: "procedure"
    readonly params: tools_ozone_communication_deleteTemplate.Params
    readonly paramsRead: tools_ozone_communication_deleteTemplate.ParamsRead
    readonly input: tools_ozone_communication_deleteTemplate.Input
    readonly output: tools_ozone_communication_deleteTemplate.Output
    readonly errors: tools_ozone_communication_deleteTemplate.Errors
  }
  readonly "tools.ozone.communication.listTemplates": {
    readonly kind: "query"
    readonly params: tools_ozone_communication_listTemplates.Params
    readonly paramsRead: tools_ozone_communication_listTemplates.ParamsRead
    readonly input: tools_ozone_communication_listTemplates.Input
    readonly output: tools_ozone_communication_listTemplates.Output
    readonly errors: tools_ozone_communication_listTemplates.Errors
  }
  readonly "tools.ozone.communication.updateTemplate": {
    readonly kind: "procedure"
    readonly params: tools_ozone_communication_updateTemplate.Params
    readonly paramsRead: tools_ozone_communication_updateTemplate.ParamsRead
    readonly input: tools_ozone_communication_updateTemplate.Input
    readonly output: tools_ozone_communication_updateTemplate.Output
    readonly errors: tools_ozone_communication_updateTemplate.Errors
  }
  readonly "tools.ozone.hosting.getAccountHistory": {
    readonly kind: "query"
    readonly params: tools_ozone_hosting_getAccountHistory.Params
    readonly paramsRead: tools_ozone_hosting_getAccountHistory.ParamsRead
    readonly input: tools_ozone_hosting_getAccountHistory.Input
    readonly output: tools_ozone_hosting_getAccountHistory.Output
    readonly errors: tools_ozone_hosting_getAccountHistory.Errors
  }
  readonly "tools.ozone.moderation.cancelScheduledActions": {
    readonly kind: "procedure"
    readonly params: tools_ozone_moderation_cancelScheduledActions.Params
    readonly paramsRead: tools_ozone_moderation_cancelScheduledActions.ParamsRead
    readonly input: tools_ozone_moderation_cancelScheduledActions.Input
    readonly output: tools_ozone_moderation_cancelScheduledActions.Output
    readonly errors: tools_ozone_moderation_cancelScheduledActions.Errors
  }
  readonly "tools.ozone.moderation.emitEvent": {
    readonly kind: "procedure"
    readonly params: tools_ozone_moderation_emitEvent.Params
    readonly paramsRead: tools_ozone_moderation_emitEvent.ParamsRead
    readonly input: tools_ozone_moderation_emitEvent.Input
    readonly output: tools_ozone_moderation_emitEvent.Output
    readonly errors: tools_ozone_moderation_emitEvent.Errors
  }
  readonly "tools.ozone.moderation.getAccountPreferences": {
    readonly kind: "query"
    readonly params: tools_ozone_moderation_getAccountPreferences.Params
    readonly paramsRead: tools_ozone_moderation_getAccountPreferences.ParamsRead
    readonly input: tools_ozone_moderation_getAccountPreferences.Input
    readonly output: tools_ozone_moderation_getAccountPreferences.Output
    readonly errors: tools_ozone_moderation_getAccountPreferences.Errors
  }
  readonly "tools.ozone.moderation.getAccountTimeline": {
    readonly kind: "query"
    readonly params: tools_ozone_moderation_getAccountTimeline.Params
    readonly paramsRead: tools_ozone_moderation_getAccountTimeline.ParamsRead
    readonly input: tools_ozone_moderation_getAccountTimeline.Input
    readonly output: tools_ozone_moderation_getAccountTimeline.Output
    readonly errors: tools_ozone_moderation_getAccountTimeline.Errors
  }
  readonly "tools.ozone.moderation.getEvent": {
    readonly kind: "query"
    readonly params: tools_ozone_moderation_getEvent.Params
    readonly paramsRead: tools_ozone_moderation_getEvent.ParamsRead
    readonly input: tools_ozone_moderation_getEvent.Input
    readonly output: tools_ozone_moderation_getEvent.Output
    readonly errors: tools_ozone_moderation_getEvent.Errors
  }
  readonly "tools.ozone.moderation.getRecord": {
    readonly kind: "query"
    readonly params: tools_ozone_moderation_getRecord.Params
    readonly paramsRead: tools_ozone_moderation_getRecord.ParamsRead
    readonly input: tools_ozone_moderation_getRecord.Input
    readonly output: tools_ozone_moderation_getRecord.Output
    readonly errors: tools_ozone_moderation_getRecord.Errors
  }
  readonly "tools.ozone.moderation.getRecords": {
    readonly kind: "query"
    readonly params: tools_ozone_moderation_getRecords.Params
    readonly paramsRead: tools_ozone_moderation_getRecords.ParamsRead
    readonly input: tools_ozone_moderation_getRecords.Input
    readonly output: tools_ozone_moderation_getRecords.Output
    readonly errors: tools_ozone_moderation_getRecords.Errors
  }
  readonly "tools.ozone.moderation.getRepo": {
    readonly kind: "query"
    readonly params: tools_ozone_moderation_getRepo.Params
    readonly paramsRead: tools_ozone_moderation_getRepo.ParamsRead
    readonly input: tools_ozone_moderation_getRepo.Input
    readonly output: tools_ozone_moderation_getRepo.Output
    readonly errors: tools_ozone_moderation_getRepo.Errors
  }
  readonly "tools.ozone.moderation.getReporterStats": {
    readonly kind: "query"
    readonly params: tools_ozone_moderation_getReporterStats.Params
    readonly paramsRead: tools_ozone_moderation_getReporterStats.ParamsRead
    readonly input: tools_ozone_moderation_getReporterStats.Input
    readonly output: tools_ozone_moderation_getReporterStats.Output
    readonly errors: tools_ozone_moderation_getReporterStats.Errors
  }
  readonly "tools.ozone.moderation.getRepos": {
    readonly kind: "query"
    readonly params: tools_ozone_moderation_getRepos.Params
    readonly paramsRead: tools_ozone_moderation_getRepos.ParamsRead
    readonly input: tools_ozone_moderation_getRepos.Input
    readonly output: tools_ozone_moderation_getRepos.Output
    readonly errors: tools_ozone_moderation_getRepos.Errors
  }
  readonly "tools.ozone.moderation.getSubjects": {
    readonly kind: "query"
    readonly params: tools_ozone_moderation_getSubjects.Params
    readonly paramsRead: tools_ozone_moderation_getSubjects.ParamsRead
    readonly input: tools_ozone_moderation_getSubjects.Input
    readonly output: tools_ozone_moderation_getSubjects.Output
    readonly errors: tools_ozone_moderation_getSubjects.Errors
  }
  readonly "tools.ozone.moderation.listScheduledActions": {
    readonly kind: "procedure"
    readonly params: tools_ozone_moderation_listScheduledActions.Params
    readonly paramsRead: tools_ozone_moderation_listScheduledActions.ParamsRead
    readonly input: tools_ozone_moderation_listScheduledActions.Input
    readonly output: tools_ozone_moderation_listScheduledActions.Output
    readonly errors: tools_ozone_moderation_listScheduledActions.Errors
  }
  readonly "tools.ozone.moderation.queryEvents": {
    readonly kind: "query"
    readonly params: tools_ozone_moderation_queryEvents.Params
    readonly paramsRead: tools_ozone_moderation_queryEvents.ParamsRead
    readonly input: tools_ozone_moderation_queryEvents.Input
    readonly output: tools_ozone_moderation_queryEvents.Output
    readonly errors: tools_ozone_moderation_queryEvents.Errors
  }
  readonly "tools.ozone.moderation.queryStatuses": {
    readonly kind: "query"
    readonly params: tools_ozone_moderation_queryStatuses.Params
    readonly paramsRead: tools_ozone_moderation_queryStatuses.ParamsRead
    readonly input: tools_ozone_moderation_queryStatuses.Input
    readonly output: tools_ozone_moderation_queryStatuses.Output
    readonly errors: tools_ozone_moderation_queryStatuses.Errors
  }
  readonly "tools.ozone.moderation.scheduleAction": {
    readonly kind: "procedure"
    readonly params: tools_ozone_moderation_scheduleAction.Params
    readonly paramsRead: tools_ozone_moderation_scheduleAction.ParamsRead
    readonly input: tools_ozone_moderation_scheduleAction.Input
    readonly output: tools_ozone_moderation_scheduleAction.Output
    readonly errors: tools_ozone_moderation_scheduleAction.Errors
  }
  readonly "tools.ozone.moderation.searchRepos": {
    readonly kind: "query"
    readonly params: tools_ozone_moderation_searchRepos.Params
    readonly paramsRead: tools_ozone_moderation_searchRepos.ParamsRead
    readonly input: tools_ozone_moderation_searchRepos.Input
    readonly output: tools_ozone_moderation_searchRepos.Output
    readonly errors: tools_ozone_moderation_searchRepos.Errors
  }
  readonly "tools.ozone.queue.assignModerator": {
    readonly kind: "procedure"
    readonly params: tools_ozone_queue_assignModerator.Params
    readonly paramsRead: tools_ozone_queue_assignModerator.ParamsRead
    readonly input: tools_ozone_queue_assignModerator.Input
    readonly output: tools_ozone_queue_assignModerator.Output
    readonly errors: tools_ozone_queue_assignModerator.Errors
  }
  readonly "tools.ozone.queue.createQueue": {
    readonly kind: "procedure"
    readonly params: tools_ozone_queue_createQueue.Params
    readonly paramsRead: tools_ozone_queue_createQueue.ParamsRead
    readonly input: tools_ozone_queue_createQueue.Input
    readonly output: tools_ozone_queue_createQueue.Output
    readonly errors: tools_ozone_queue_createQueue.Errors
  }
  readonly "tools.ozone.queue.deleteQueue": {
    readonly kind: "procedure"
    readonly params: tools_ozone_queue_deleteQueue.Params
    readonly paramsRead: tools_ozone_queue_deleteQueue.ParamsRead
    readonly input: tools_ozone_queue_deleteQueue.Input
    readonly output: tools_ozone_queue_deleteQueue.Output
    readonly errors: tools_ozone_queue_deleteQueue.Errors
  }
  readonly "tools.ozone.queue.getAssignments": {
    readonly kind: "query"
    readonly params: tools_ozone_queue_getAssignments.Params
    readonly paramsRead: tools_ozone_queue_getAssignments.ParamsRead
    readonly input: tools_ozone_queue_getAssignments.Input
    readonly output: tools_ozone_queue_getAssignments.Output
    readonly errors: tools_ozone_queue_getAssignments.Errors
  }
  readonly "tools.ozone.queue.listQueues": {
    readonly kind: "query"
    readonly params: tools_ozone_queue_listQueues.Params
    readonly paramsRead: tools_ozone_queue_listQueues.ParamsRead
    readonly input: tools_ozone_queue_listQueues.Input
    readonly output: tools_ozone_queue_listQueues.Output
    readonly errors: tools_ozone_queue_listQueues.Errors
  }
  readonly "tools.ozone.queue.routeReports": {
    readonly kind: "procedure"
    readonly params: tools_ozone_queue_routeReports.Params
    readonly paramsRead: tools_ozone_queue_routeReports.ParamsRead
    readonly input: tools_ozone_queue_routeReports.Input
    readonly output: tools_ozone_queue_routeReports.Output
    readonly errors: tools_ozone_queue_routeReports.Errors
  }
  readonly "tools.ozone.queue.unassignModerator": {
    readonly kind: "procedure"
    readonly params: tools_ozone_queue_unassignModerator.Params
    readonly paramsRead: tools_ozone_queue_unassignModerator.ParamsRead
    readonly input: tools_ozone_queue_unassignModerator.Input
    readonly output: tools_ozone_queue_unassignModerator.Output
    readonly errors: tools_ozone_queue_unassignModerator.Errors
  }
  readonly "tools.ozone.queue.updateQueue": {
    readonly kind: "procedure"
    readonly params: tools_ozone_queue_updateQueue.Params
    readonly paramsRead: tools_ozone_queue_updateQueue.ParamsRead
    readonly input: tools_ozone_queue_updateQueue.Input
    readonly output: tools_ozone_queue_updateQueue.Output
    readonly errors: tools_ozone_queue_updateQueue.Errors
  }
  readonly "tools.ozone.report.assignModerator": {
    readonly kind: "procedure"
    readonly params: tools_ozone_report_assignModerator.Params
    readonly paramsRead: tools_ozone_report_assignModerator.ParamsRead
    readonly input: tools_ozone_report_assignModerator.Input
    readonly output: tools_ozone_report_assignModerator.Output
    readonly errors: tools_ozone_report_assignModerator.Errors
  }
  readonly "tools.ozone.report.closeReports": {
    readonly kind: "procedure"
    readonly params: tools_ozone_report_closeReports.Params
    readonly paramsRead: tools_ozone_report_closeReports.ParamsRead
    readonly input: tools_ozone_report_closeReports.Input
    readonly output: tools_ozone_report_closeReports.Output
    readonly errors: tools_ozone_report_closeReports.Errors
  }
  readonly "tools.ozone.report.createActivity": {
    readonly kind: "procedure"
    readonly params: tools_ozone_report_createActivity.Params
    readonly paramsRead: tools_ozone_report_createActivity.ParamsRead
    readonly input: tools_ozone_report_createActivity.Input
    readonly output: tools_ozone_report_createActivity.Output
    readonly errors: tools_ozone_report_createActivity.Errors
  }
  readonly "tools.ozone.report.getAssignments": {
    readonly kind: "query"
    readonly params: tools_ozone_report_getAssignments.Params
    readonly paramsRead: tools_ozone_report_getAssignments.ParamsRead
    readonly input: tools_ozone_report_getAssignments.Input
    readonly output: tools_ozone_report_getAssignments.Output
    readonly errors: tools_ozone_report_getAssignments.Errors
  }
  readonly "tools.ozone.report.getHistoricalStats": {
    readonly kind: "query"
    readonly params: tools_ozone_report_getHistoricalStats.Params
    readonly paramsRead: tools_ozone_report_getHistoricalStats.ParamsRead
    readonly input: tools_ozone_report_getHistoricalStats.Input
    readonly output: tools_ozone_report_getHistoricalStats.Output
    readonly errors: tools_ozone_report_getHistoricalStats.Errors
  }
  readonly "tools.ozone.report.getLatestReport": {
    readonly kind: "query"
    readonly params: tools_ozone_report_getLatestReport.Params
    readonly paramsRead: tools_ozone_report_getLatestReport.ParamsRead
    readonly input: tools_ozone_report_getLatestReport.Input
    readonly output: tools_ozone_report_getLatestReport.Output
    readonly errors: tools_ozone_report_getLatestReport.Errors
  }
  readonly "tools.ozone.report.getLiveStats": {
    readonly kind: "query"
    readonly params: tools_ozone_report_getLiveStats.Params
    readonly paramsRead: tools_ozone_report_getLiveStats.ParamsRead
    readonly input: tools_ozone_report_getLiveStats.Input
    readonly output: tools_ozone_report_getLiveStats.Output
    readonly errors: tools_ozone_report_getLiveStats.Errors
  }
  readonly "tools.ozone.report.getReport": {
    readonly kind: "query"
    readonly params: tools_ozone_report_getReport.Params
    readonly paramsRead: tools_ozone_report_getReport.ParamsRead
    readonly input: tools_ozone_report_getReport.Input
    readonly output: tools_ozone_report_getReport.Output
    readonly errors: tools_ozone_report_getReport.Errors
  }
  readonly "tools.ozone.report.listActivities": {
    readonly kind: "query"
    readonly params: tools_ozone_report_listActivities.Params
    readonly paramsRead: tools_ozone_report_listActivities.ParamsRead
    readonly input: tools_ozone_report_listActivities.Input
    readonly output: tools_ozone_report_listActivities.Output
    readonly errors: tools_ozone_report_listActivities.Errors
  }
  readonly "tools.ozone.report.queryActivities": {
    readonly kind: "query"
    readonly params: tools_ozone_report_queryActivities.Params
    readonly paramsRead: tools_ozone_report_queryActivities.ParamsRead
    readonly input: tools_ozone_report_queryActivities.Input
    readonly output: tools_ozone_report_queryActivities.Output
    readonly errors: tools_ozone_report_queryActivities.Errors
  }
  readonly "tools.ozone.report.queryReports": {
    readonly kind: "query"
    readonly params: tools_ozone_report_queryReports.Params
    readonly paramsRead: tools_ozone_report_queryReports.ParamsRead
    readonly input: tools_ozone_report_queryReports.Input
    readonly output: tools_ozone_report_queryReports.Output
    readonly errors: tools_ozone_report_queryReports.Errors
  }
  readonly "tools.ozone.report.reassignQueue": {
    readonly kind: "procedure"
    readonly params: tools_ozone_report_reassignQueue.Params
    readonly paramsRead: tools_ozone_report_reassignQueue.ParamsRead
    readonly input: tools_ozone_report_reassignQueue.Input
    readonly output: tools_ozone_report_reassignQueue.Output
    readonly errors: tools_ozone_report_reassignQueue.Errors
  }
  readonly "tools.ozone.report.refreshStats": {
    readonly kind: "procedure"
    readonly params: tools_ozone_report_refreshStats.Params
    readonly paramsRead: tools_ozone_report_refreshStats.ParamsRead
    readonly input: tools_ozone_report_refreshStats.Input
    readonly output: tools_ozone_report_refreshStats.Output
    readonly errors: tools_ozone_report_refreshStats.Errors
  }
  readonly "tools.ozone.report.unassignModerator": {
    readonly kind: "procedure"
    readonly params: tools_ozone_report_unassignModerator.Params
    readonly paramsRead: tools_ozone_report_unassignModerator.ParamsRead
    readonly input: tools_ozone_report_unassignModerator.Input
    readonly output: tools_ozone_report_unassignModerator.Output
    readonly errors: tools_ozone_report_unassignModerator.Errors
  }
  readonly "tools.ozone.safelink.addRule": {
    readonly kind: "procedure"
    readonly params: tools_ozone_safelink_addRule.Params
    readonly paramsRead: tools_ozone_safelink_addRule.ParamsRead
    readonly input: tools_ozone_safelink_addRule.Input
    readonly output: tools_ozone_safelink_addRule.Output
    readonly errors: tools_ozone_safelink_addRule.Errors
  }
  readonly "tools.ozone.safelink.queryEvents": {
    readonly kind: "procedure"
    readonly params: tools_ozone_safelink_queryEvents.Params
    readonly paramsRead: tools_ozone_safelink_queryEvents.ParamsRead
    readonly input: tools_ozone_safelink_queryEvents.Input
    readonly output: tools_ozone_safelink_queryEvents.Output
    readonly errors: tools_ozone_safelink_queryEvents.Errors
  }
  readonly "tools.ozone.safelink.queryRules": {
    readonly kind: "procedure"
    readonly params: tools_ozone_safelink_queryRules.Params
    readonly paramsRead: tools_ozone_safelink_queryRules.ParamsRead
    readonly input: tools_ozone_safelink_queryRules.Input
    readonly output: tools_ozone_safelink_queryRules.Output
    readonly errors: tools_ozone_safelink_queryRules.Errors
  }
  readonly "tools.ozone.safelink.removeRule": {
    readonly kind: "procedure"
    readonly params: tools_ozone_safelink_removeRule.Params
    readonly paramsRead: tools_ozone_safelink_removeRule.ParamsRead
    readonly input: tools_ozone_safelink_removeRule.Input
    readonly output: tools_ozone_safelink_removeRule.Output
    readonly errors: tools_ozone_safelink_removeRule.Errors
  }
  readonly "tools.ozone.safelink.updateRule": {
    readonly kind: "procedure"
    readonly params: tools_ozone_safelink_updateRule.Params
    readonly paramsRead: tools_ozone_safelink_updateRule.ParamsRead
    readonly input: tools_ozone_safelink_updateRule.Input
    readonly output: tools_ozone_safelink_updateRule.Output
    readonly errors: tools_ozone_safelink_updateRule.Errors
  }
  readonly "tools.ozone.server.getConfig": {
    readonly kind: "query"
    readonly params: tools_ozone_server_getConfig.Params
    readonly paramsRead: tools_ozone_server_getConfig.ParamsRead
    readonly input: tools_ozone_server_getConfig.Input
    readonly output: tools_ozone_server_getConfig.Output
    readonly errors: tools_ozone_server_getConfig.Errors
  }
  readonly "tools.ozone.set.addValues": {
    readonly kind: "procedure"
    readonly params: tools_ozone_set_addValues.Params
    readonly paramsRead: tools_ozone_set_addValues.ParamsRead
    readonly input: tools_ozone_set_addValues.Input
    readonly output: tools_ozone_set_addValues.Output
    readonly errors: tools_ozone_set_addValues.Errors
  }
  readonly "tools.ozone.set.deleteSet": {
    readonly kind: "procedure"
    readonly params: tools_ozone_set_deleteSet.Params
    readonly paramsRead: tools_ozone_set_deleteSet.ParamsRead
    readonly input: tools_ozone_set_deleteSet.Input
    readonly output: tools_ozone_set_deleteSet.Output
    readonly errors: tools_ozone_set_deleteSet.Errors
  }
  readonly "tools.ozone.set.deleteValues": {
    readonly kind: "procedure"
    readonly params: tools_ozone_set_deleteValues.Params
    readonly paramsRead: tools_ozone_set_deleteValues.ParamsRead
    readonly input: tools_ozone_set_deleteValues.Input
    readonly output: tools_ozone_set_deleteValues.Output
    readonly errors: tools_ozone_set_deleteValues.Errors
  }
  readonly "tools.ozone.set.getValues": {
    readonly kind: "query"
    readonly params: tools_ozone_set_getValues.Params
    readonly paramsRead: tools_ozone_set_getValues.ParamsRead
    readonly input: tools_ozone_set_getValues.Input
    readonly output: tools_ozone_set_getValues.Output
    readonly errors: tools_ozone_set_getValues.Errors
  }
  readonly "tools.ozone.set.querySets": {
    readonly kind: "query"
    readonly params: tools_ozone_set_querySets.Params
    readonly paramsRead: tools_ozone_set_querySets.ParamsRead
    readonly input: tools_ozone_set_querySets.Input
    readonly output: tools_ozone_set_querySets.Output
    readonly errors: tools_ozone_set_querySets.Errors
  }
  readonly "tools.ozone.set.upsertSet": {
    readonly kind: "procedure"
    readonly params: tools_ozone_set_upsertSet.Params
    readonly paramsRead: tools_ozone_set_upsertSet.ParamsRead
    readonly input: tools_ozone_set_upsertSet.Input
    readonly output: tools_ozone_set_upsertSet.Output
    readonly errors: tools_ozone_set_upsertSet.Errors
  }
  readonly "tools.ozone.setting.listOptions": {
    readonly kind: "query"
    readonly params: tools_ozone_setting_listOptions.Params
    readonly paramsRead: tools_ozone_setting_listOptions.ParamsRead
    readonly input: tools_ozone_setting_listOptions.Input
    readonly output: tools_ozone_setting_listOptions.Output
    readonly errors: tools_ozone_setting_listOptions.Errors
  }
  readonly "tools.ozone.setting.removeOptions": {
    readonly kind: "procedure"
    readonly params: tools_ozone_setting_removeOptions.Params
    readonly paramsRead: tools_ozone_setting_removeOptions.ParamsRead
    readonly input: tools_ozone_setting_removeOptions.Input
    readonly output: tools_ozone_setting_removeOptions.Output
    readonly errors: tools_ozone_setting_removeOptions.Errors
  }
  readonly "tools.ozone.setting.upsertOption": {
    readonly kind: "procedure"
    readonly params: tools_ozone_setting_upsertOption.Params
    readonly paramsRead: tools_ozone_setting_upsertOption.ParamsRead
    readonly input: tools_ozone_setting_upsertOption.Input
    readonly output: tools_ozone_setting_upsertOption.Output
    readonly errors: tools_ozone_setting_upsertOption.Errors
  }
  readonly "tools.ozone.signature.findCorrelation": {
    readonly kind: "query"
    readonly params: tools_ozone_signature_findCorrelation.Params
    readonly paramsRead: tools_ozone_signature_findCorrelation.ParamsRead
    readonly input: tools_ozone_signature_findCorrelation.Input
    readonly output: tools_ozone_signature_findCorrelation.Output
    readonly errors: tools_ozone_signature_findCorrelation.Errors
  }
  readonly "tools.ozone.signature.findRelatedAccounts": {
    readonly kind: "query"
    readonly params: tools_ozone_signature_findRelatedAccounts.Params
    readonly paramsRead: tools_ozone_signature_findRelatedAccounts.ParamsRead
    readonly input: tools_ozone_signature_findRelatedAccounts.Input
    readonly output: tools_ozone_signature_findRelatedAccounts.Output
    readonly errors: tools_ozone_signature_findRelatedAccounts.Errors
  }
  readonly "tools.ozone.signature.searchAccounts": {
    readonly kind: "query"
    readonly params: tools_ozone_signature_searchAccounts.Params
    readonly paramsRead: tools_ozone_signature_searchAccounts.ParamsRead
    readonly input: tools_ozone_signature_searchAccounts.Input
    readonly output: tools_ozone_signature_searchAccounts.Output
    readonly errors: tools_ozone_signature_searchAccounts.Errors
  }
  readonly "tools.ozone.team.addMember": {
    readonly kind: "procedure"
    readonly params: tools_ozone_team_addMember.Params
    readonly paramsRead: tools_ozone_team_addMember.ParamsRead
    readonly input: tools_ozone_team_addMember.Input
    readonly output: tools_ozone_team_addMember.Output
    readonly errors: tools_ozone_team_addMember.Errors
  }
  readonly "tools.ozone.team.deleteMember": {
    readonly kind: "procedure"
    readonly params: tools_ozone_team_deleteMember.Params
    readonly paramsRead: tools_ozone_team_deleteMember.ParamsRead
    readonly input: tools_ozone_team_deleteMember.Input
    readonly output: tools_ozone_team_deleteMember.Output
    readonly errors: tools_ozone_team_deleteMember.Errors
  }
  readonly "tools.ozone.team.listMembers": {
    readonly kind: "query"
    readonly params: tools_ozone_team_listMembers.Params
    readonly paramsRead: tools_ozone_team_listMembers.ParamsRead
    readonly input: tools_ozone_team_listMembers.Input
    readonly output: tools_ozone_team_listMembers.Output
    readonly errors: tools_ozone_team_listMembers.Errors
  }
  readonly "tools.ozone.team.updateMember": {
    readonly kind: "procedure"
    readonly params: tools_ozone_team_updateMember.Params
    readonly paramsRead: tools_ozone_team_updateMember.ParamsRead
    readonly input: tools_ozone_team_updateMember.Input
    readonly output: tools_ozone_team_updateMember.Output
    readonly errors: tools_ozone_team_updateMember.Errors
  }
  readonly "tools.ozone.verification.grantVerifications": {
    readonly kind: "procedure"
    readonly params: tools_ozone_verification_grantVerifications.Params
    readonly paramsRead: tools_ozone_verification_grantVerifications.ParamsRead
    readonly input: tools_ozone_verification_grantVerifications.Input
    readonly output: tools_ozone_verification_grantVerifications.Output
    readonly errors: tools_ozone_verification_grantVerifications.Errors
  }
  readonly "tools.ozone.verification.listVerifications": {
    readonly kind: "query"
    readonly params: tools_ozone_verification_listVerifications.Params
    readonly paramsRead: tools_ozone_verification_listVerifications.ParamsRead
    readonly input: tools_ozone_verification_listVerifications.Input
    readonly output: tools_ozone_verification_listVerifications.Output
    readonly errors: tools_ozone_verification_listVerifications.Errors
  }
  readonly "tools.ozone.verification.revokeVerifications": {
    readonly kind: "procedure"
    readonly params: tools_ozone_verification_revokeVerifications.Params
    readonly paramsRead: tools_ozone_verification_revokeVerifications.ParamsRead
    readonly input: tools_ozone_verification_revokeVerifications.Input
    readonly output: tools_ozone_verification_revokeVerifications.Output
    readonly errors: tools_ozone_verification_revokeVerifications.Errors
  }
}
