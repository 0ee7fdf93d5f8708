/* eslint-disable */
import * as types from './graphql.ts';



/**
 * Map of all GraphQL operations in the project.
 *
 * This map has several performance disadvantages:
 * 1. It is not tree-shakeable, so it will include all operations in the project.
 * 2. It is not minifiable, so the string of a GraphQL query will be multiple times inside the bundle.
 * 3. It does not support dead code elimination, so it will add unused operations.
 *
 * Therefore it is highly recommended to use the babel or swc plugin for production.
 * Learn more about it here: https://the-guild.dev/graphql/codegen/plugins/presets/preset-client#reducing-bundle-size
 */
type Documents = {
    "query AbandonedByHour($period: PeriodInput! = {relative: YESTERDAY}) {\n  inboundCalls(\n    period: $period\n    filter: {terminationReasons: [ABANDON, QUEUE_TIMEOUT]}\n    first: 0\n  ) {\n    totalCount\n    groups(by: [HOUR, QUEUE]) {\n      keys\n      count\n      averageQueueSeconds\n      maxQueueSeconds\n    }\n  }\n  inboundDailyReport(period: $period) {\n    rows {\n      date\n      totalCalls\n      abandonedCalls\n      abandonedAfter20Seconds\n      averageHoldSeconds\n    }\n  }\n}": typeof types.AbandonedByHourDocument,
    "query AgentCallsQuality($username: String! = \"Ada.Alvarez\", $day: PeriodInput! = {relative: YESTERDAY}) {\n  agent(username: $username) {\n    username\n    name\n    calls(period: $day, first: 100) {\n      totalCount\n      nodes {\n        id\n        answeredAt\n        durationSeconds\n        disposition\n        carrierMatch {\n          confidence\n          secondsApart\n          carrierCall {\n            id\n            disposition\n            afterAnswerSeconds\n            quality {\n              meanOpinionScore\n              jitterPercent\n              packetLoss\n            }\n          }\n        }\n      }\n    }\n  }\n}": typeof types.AgentCallsQualityDocument,
    "subscription AgentCountsLive {\n  agentCounts {\n    live\n    ready\n    inCall\n    paused\n    offline\n  }\n}": typeof types.AgentCountsLiveDocument,
    "query AgentDesktop($username: String! = \"Ada.Alvarez\") {\n  agent(username: $username) {\n    username\n    name\n    extension\n    profile {\n      profileId\n      dispositionSet\n    }\n    portfolios {\n      code\n    }\n    live {\n      state\n      statusText\n      since\n      inCallWith\n      campaign {\n        campaignId\n      }\n    }\n    productivity {\n      loginSeconds\n      talkSeconds\n      totalCalls\n      slaPercent\n    }\n    today {\n      callsHandled\n      sales\n      breakSeconds\n    }\n  }\n}": typeof types.AgentDesktopDocument,
    "query AgentsDirectory {\n  agents(first: 100) {\n    totalCount\n    nodes {\n      username\n      name\n      extension\n      profile {\n        profileId\n        name\n      }\n      portfolios {\n        code\n        name\n      }\n      campaign {\n        campaignId\n        name\n        active\n      }\n    }\n    pageInfo {\n      hasNextPage\n      endCursor\n    }\n  }\n}": typeof types.AgentsDirectoryDocument,
    "subscription AgentStatusLive {\n  agentStatus(filter: {loggedIn: true}) {\n    agent {\n      username\n      name\n    }\n    previousState\n    status {\n      state\n      statusText\n      since\n      campaign {\n        campaignId\n      }\n    }\n    observedAt\n  }\n}": typeof types.AgentStatusLiveDocument,
    "query AnswerRateByHour($period: PeriodInput! = {relative: YESTERDAY}, $sales: [String!]! = [\"Sale\"]) {\n  outboundCalls(period: $period) {\n    totalCount\n    groups(by: [HOUR, CAMPAIGN]) {\n      startsAt\n      keys\n      campaign {\n        campaignId\n        name\n      }\n      count\n      handled {\n        numerator\n        denominator\n        value\n      }\n      withDisposition(dispositions: $sales) {\n        value\n      }\n    }\n  }\n}": typeof types.AnswerRateByHourDocument,
    "query CalledTooOften($period: PeriodInput! = {relative: LAST_7_DAYS}, $minCount: Int! = 8) {\n  outboundCalls(period: $period) {\n    byNumber: groups(by: [CONTACT_NUMBER], minCount: $minCount, withoutNull: true) {\n      keys\n      count\n    }\n    byLead: groups(by: [VENDOR_LEAD_CODE], minCount: $minCount, withoutNull: true) {\n      keys\n      count\n      distinctContacts\n    }\n  }\n}": typeof types.CalledTooOftenDocument,
    "subscription CallsLive {\n  callCompleted {\n    __typename\n    id\n    startedAt\n    disposition\n    direction\n    queueSeconds\n    agent {\n      username\n    }\n  }\n}": typeof types.CallsLiveDocument,
    "query CallsOutsideHours($period: PeriodInput! = {relative: YESTERDAY}, $hours: HoursInput! = {from: \"08:00\", to: \"21:00\"}) {\n  outboundCalls(period: $period, filter: {outsideHours: $hours}) {\n    totalCount\n    nodes {\n      id\n      startedAt\n      contactNumber\n      agentUsername\n      campaignName\n      disposition\n    }\n    groups(by: [CAMPAIGN]) {\n      keys\n      count\n    }\n  }\n}": typeof types.CallsOutsideHoursDocument,
    "query CallsToNumber($phoneNumber: String! = \"3125550100\", $period: PeriodInput! = {relative: LAST_7_DAYS}) {\n  calls(period: $period, filter: {phoneNumber: $phoneNumber}) {\n    totalCount\n    nodes {\n      id\n      direction\n      startedAt\n      agentUsername\n      campaignName\n      disposition\n    }\n  }\n}": typeof types.CallsToNumberDocument,
    "query CampaignSetup {\n  campaigns(active: true) {\n    campaignId\n    name\n    dialMethod\n    autoDialLevel\n    settings {\n      type\n      dialStatuses\n      dialTimeoutSeconds\n      callTime {\n        callTimeId\n        windows {\n          day\n          opens\n          closes\n          closed\n        }\n      }\n    }\n    hopper(first: 5) {\n      totalCount\n      nodes {\n        leadId\n        priority\n        disposition\n      }\n    }\n  }\n}": typeof types.CampaignSetupDocument,
    "query CarrierQualityByTrunk($period: PeriodInput! = {relative: YESTERDAY}) {\n  inboundCalls(period: $period) {\n    totalCount\n    groups(by: [TRUNK]) {\n      keys\n      count\n      carrier {\n        averageMeanOpinionScore\n        matched {\n          value\n        }\n        answered {\n          numerator\n          denominator\n          value\n        }\n      }\n    }\n  }\n}": typeof types.CarrierQualityByTrunkDocument,
    "query ContactFacts($phoneNumber: String! = \"3125550100\", $period: PeriodInput! = {relative: LAST_7_DAYS}) {\n  contact(phoneNumber: $phoneNumber) {\n    phoneNumber\n    timeZones\n    attempts(days: 7)\n    lastAttempt(days: 7) {\n      id\n      startedAt\n      disposition\n    }\n    lastConversation(days: 7) {\n      id\n      startedAt\n      direction\n      agentUsername\n      disposition\n    }\n    outsideHours(period: $period) {\n      totalCount\n      nodes {\n        id\n        direction\n        startedAt\n        agentUsername\n      }\n    }\n  }\n}": typeof types.ContactFactsDocument,
    "query ConversionByPortfolio($period: PeriodInput! = {relative: YESTERDAY}, $sales: [String!]! = [\"Sale\"]) {\n  outboundCalls(period: $period) {\n    totalCount\n    groups(by: [PORTFOLIO]) {\n      keys\n      portfolio {\n        code\n        name\n      }\n      count\n      withDisposition(dispositions: $sales) {\n        numerator\n        denominator\n        value\n      }\n      handled {\n        value\n      }\n    }\n  }\n}": typeof types.ConversionByPortfolioDocument,
    "query DispositionsByCampaign($day: PeriodInput! = {relative: YESTERDAY}) {\n  outboundCalls(period: $day, first: 0) {\n    totalCount\n    groups(by: [CAMPAIGN, DISPOSITION]) {\n      keys\n      count\n    }\n    campaignSummaries {\n      campaignName\n      totalCalls\n      handledCalls\n      pending\n    }\n  }\n}": typeof types.DispositionsByCampaignDocument,
    "query FloorNow {\n  dashboard {\n    agentCounts {\n      live\n      ready\n      inCall\n      paused\n      offline\n    }\n    agentsInCall\n  }\n  agents(first: 10) {\n    totalCount\n    nodes {\n      username\n      live {\n        state\n        statusText\n        since\n        campaign {\n          campaignId\n        }\n      }\n    }\n  }\n}": typeof types.FloorNowDocument,
    "subscription HopperLive($campaignId: ID! = \"99489857\") {\n  hopper(campaignId: $campaignId) {\n    totalCount\n    added {\n      leadId\n      priority\n      source\n    }\n    removedLeadIds\n    observedAt\n  }\n}": typeof types.HopperLiveDocument,
    "query LeadsLeft {\n  campaigns {\n    campaignId\n    name\n    callSummary {\n      totalLeads\n      pending\n      dialable\n      penetration {\n        numerator\n        denominator\n        value\n      }\n    }\n  }\n}": typeof types.LeadsLeftDocument,
    "query OccupancyByAgent($period: PeriodInput! = {relative: YESTERDAY}, $orderBy: AgentActivityOrder! = {field: OCCUPANCY, direction: ASC}) {\n  agentActivityReport(period: $period, perAgent: true, orderBy: $orderBy) {\n    asOf\n    unreadableCount\n    rows {\n      agent {\n        username\n        name\n      }\n      totalCalls\n      availableSeconds\n      averageAvailableBetweenCallsSeconds\n      talkSeconds\n      averageHandleSeconds\n      occupancy {\n        numerator\n        denominator\n        value\n      }\n    }\n  }\n}": typeof types.OccupancyByAgentDocument,
    "query OneAgentsDay($username: String! = \"Ada.Alvarez\", $day: PeriodInput! = {relative: YESTERDAY}) {\n  agent(username: $username) {\n    username\n    name\n    calls(period: $day, first: 100) {\n      totalCount\n      nodes {\n        id\n        answeredAt\n        durationSeconds\n        disposition\n        campaign {\n          campaignId\n          name\n        }\n      }\n      groups(by: [DISPOSITION]) {\n        keys\n        count\n        averageDurationSeconds\n      }\n    }\n    activity(period: $day) {\n      portfolio {\n        code\n      }\n      firstActivityAt\n      lastActivityAt\n      talkSeconds\n      availableSeconds\n    }\n    pauses(period: $day) {\n      billableSeconds\n      nonBillableSeconds\n      codes {\n        code\n        seconds\n      }\n    }\n  }\n}": typeof types.OneAgentsDayDocument,
    "query PausesByCode($period: PeriodInput! = {relative: YESTERDAY}) {\n  agentPauseReport(period: $period) {\n    asOf\n    unreadableCount\n    totals {\n      code\n      seconds\n    }\n    rows {\n      agent {\n        username\n      }\n      codes {\n        code\n        seconds\n      }\n    }\n  }\n}": typeof types.PausesByCodeDocument,
    "query ServiceLevelByQueue($period: PeriodInput! = {relative: YESTERDAY}, $withinSeconds: Int! = 20) {\n  inboundCalls(period: $period) {\n    totalCount\n    groups(by: [QUEUE, HALF_HOUR], orderBy: {field: KEYS, direction: ASC}) {\n      keys\n      startsAt\n      count\n      abandoned {\n        numerator\n        denominator\n        value\n      }\n      serviceLevel(withinSeconds: $withinSeconds) {\n        numerator\n        denominator\n        value\n      }\n      averageQueueSeconds\n    }\n  }\n}": typeof types.ServiceLevelByQueueDocument,
    "query SupervisorMorning($yesterday: PeriodInput! = {relative: YESTERDAY}) {\n  dashboard {\n    agentCounts {\n      live\n      ready\n      inCall\n      paused\n      offline\n    }\n    agentsInCall\n  }\n  agentActivityReport(period: $yesterday) {\n    rows {\n      agent {\n        username\n      }\n      portfolio {\n        code\n      }\n      totalCalls\n      talkSeconds\n      breakSeconds\n      sales\n    }\n    summary {\n      kind\n      totalCalls\n      talkSeconds\n    }\n  }\n  campaigns(active: true) {\n    campaignId\n    name\n    hopper(first: 0) {\n      totalCount\n    }\n  }\n}": typeof types.SupervisorMorningDocument,
    "query TopDispositions($period: PeriodInput! = {relative: YESTERDAY}, $first: Int! = 10) {\n  outboundCalls(period: $period) {\n    totalCount\n    groups(by: [DISPOSITION], first: $first) {\n      keys\n      count\n    }\n  }\n}": typeof types.TopDispositionsDocument,
    "query VoicemailOrAnswered($day: PeriodInput! = {relative: YESTERDAY}) {\n  outboundCalls(\n    period: $day\n    filter: {dispositions: [\"Voicemail\"], carrier: {dispositions: [\"ANSWERED\"]}}\n    first: 100\n  ) {\n    totalCount\n    nodes {\n      id\n      startedAt\n      contactNumber\n      agentUsername\n      disposition\n      carrierMatch {\n        confidence\n        secondsApart\n        carrierCall {\n          id\n          disposition\n          durationSeconds\n          afterAnswerSeconds\n        }\n      }\n    }\n  }\n}": typeof types.VoicemailOrAnsweredDocument,
    "\n      query AgentFound($username: String!) { agent(username: $username) { username } }\n    ": typeof types.AgentFoundDocument,
    "\n      query AgentOfNothing {\n        agent(username: \"b.okafor\") {\n          rank transferGroups campaign { campaignId } portfolios { code } profile { profileId }\n        }\n      }\n    ": typeof types.AgentOfNothingDocument,
    "\n      query AgentInactive { agent(username: \"old.timer\") { username name active portfolios { code } } }\n    ": typeof types.AgentInactiveDocument,
    "query AgentNobody { agent(username: \"nobody\") { username } }": typeof types.AgentNobodyDocument,
    "\n      query AccountOfLittle {\n        agent(username: \"b.okafor\") {\n          account { email userLevel hotkeysActive recordingOverride transferGroups }\n          productivity { totalCalls }\n        }\n      }\n    ": typeof types.AccountOfLittleDocument,
    "\n      query AccountOfNobody { agent(username: \"42\") { account { email } productivity { sales } } }\n    ": typeof types.AccountOfNobodyDocument,
    "\n      query AccountOfAnother { agent(username: \"42\") { username account { email } } }\n    ": typeof types.AccountOfAnotherDocument,
    "\n      query LiveUnknownWords {\n        agents(filter: {usernames: [\"b.okafor\", \"42\"]}) {\n          nodes { live { state statusText callType campaign { campaignId name active } } }\n        }\n      }\n    ": typeof types.LiveUnknownWordsDocument,
    "\n      query LiveState { agent(username: \"42\") { live { state statusText } } }\n    ": typeof types.LiveStateDocument,
    "\n      query LiveCallType { agent(username: \"42\") { live { callType } } }\n    ": typeof types.LiveCallTypeDocument,
    "\n        query LiveNothing { agent(username: \"42\") { username live { state } } }\n      ": typeof types.LiveNothingDocument,
    "\n      query LiveSince { agent(username: \"42\") { live { state since observedAt } } }\n    ": typeof types.LiveSinceDocument,
    "\n      query LiveObservedAt { agent(username: \"42\") { live { observedAt } } }\n    ": typeof types.LiveObservedAtDocument,
    "\n      query TodayOfNobody { agent(username: \"42\") { today { sales } } }\n    ": typeof types.TodayOfNobodyDocument,
    "\n      query TodayOfInactive {\n        agent(username: \"old.timer\") { today { callsHandled agent { name } portfolio { code } } }\n      }\n    ": typeof types.TodayOfInactiveDocument,
    "\n      query TimeUsageOfNobody { agent(username: \"42\") { timeUsage { talk } } }\n    ": typeof types.TimeUsageOfNobodyDocument,
    "\n  query AgentsWhere($status: AccountStatus! = ACTIVE, $filter: AgentFilter) {\n    agents(status: $status, filter: $filter) { totalCount nodes { username } }\n  }\n": typeof types.AgentsWhereDocument,
    "query AgentsUnlessAsked { agents { totalCount nodes { username } } }": typeof types.AgentsUnlessAskedDocument,
    "\n  query AgentsBy($filter: AgentFilter, $orderBy: AgentOrder, $first: Int, $after: String, $last: Int, $before: String) {\n    agents(filter: $filter, orderBy: $orderBy, first: $first, after: $after, last: $last, before: $before) {\n      totalCount\n      edges { cursor node { username } }\n      pageInfo { hasNextPage }\n    }\n  }\n": typeof types.AgentsByDocument,
    "\n      query CallsByFragments($day: PeriodInput) {\n        calls(period: $day) { nodes { ...AnyCall ...OutCall ... on InboundCall { seconds: durationSeconds } } }\n      }\n      fragment AnyCall on Call { __typename direction contactNumber }\n      fragment OutCall on OutboundCall { callType }\n    ": typeof types.CallsByFragmentsDocument,
    "\n      query Durations($day: PeriodInput) {\n        inboundCalls(period: $day) { nodes { durationSeconds } groups(by: []) { ...Figures } }\n        agentCalls(period: $day) { nodes { durationSeconds } groups(by: []) { ...Figures } }\n      }\n      fragment Figures on CallGroup {\n        keys count totalDurationSeconds averageDurationSeconds averageQueueSeconds maxQueueSeconds\n      }\n    ": typeof types.DurationsDocument,
    "\n      query CallKeys($day: PeriodInput) {\n        outboundCalls(period: $day, first: 300) { nodes { agent { username } portfolio { code } } }\n        inboundCalls(period: $day, first: 300) { nodes { agent { username id } portfolio { code id } } }\n        agentCalls(period: $day, first: 300) { nodes { agent { username } portfolio { code } } }\n      }\n    ": typeof types.CallKeysDocument,
    "\n      query CallCrossings($day: PeriodInput) {\n        outboundCalls(period: $day, first: 300) {\n          nodes { agentUsername agent { name } campaignName campaign { campaignId name } portfolio { code name } }\n        }\n        inboundCalls(period: $day, first: 300) {\n          nodes { agentUsername agent { name } campaignName campaign { campaignId name } portfolio { code name } }\n        }\n        agentCalls(period: $day, first: 300) {\n          nodes { agentUsername agent { name } campaignName campaign { campaignId name } portfolio { code name } }\n        }\n      }\n    ": typeof types.CallCrossingsDocument,
    "\n      query CallCrossingsThatFail($day: PeriodInput) {\n        outboundCalls(period: $day) { totalCount nodes { campaignName campaign { campaignId } agent { name } } }\n      }\n    ": typeof types.CallCrossingsThatFailDocument,
    "\n      query CallsOfTwins($day: PeriodInput) {\n        campaign(campaignId: \"103\") {\n          calls(period: $day) { totalCount } callSummary(period: $day) { totalCalls }\n        }\n      }\n    ": typeof types.CallsOfTwinsDocument,
    "\n      query CallsFiltered($day: PeriodInput) {\n        agent(username: \"agent.07\") {\n          sales: calls(period: $day, filter: {dispositions: [\"sale\"]}) { totalCount }\n          others: calls(period: $day, filter: {agents: [\"agent.08\", \"agent.09\"]}) { totalCount }\n          own: calls(period: $day, filter: {agents: [\"agent.08\", \"AGENT.07\"]}) { totalCount }\n        }\n        portfolio(code: \"SUR\") {\n          sales: calls(period: $day, filter: {dispositions: [\"sale\"]}) { totalCount }\n          none: calls(period: $day, filter: {portfolios: [\"NRD\"]}) { totalCount }\n        }\n      }\n    ": typeof types.CallsFilteredDocument,
    "\n    query NodesAndEdges($day: PeriodInput) {\n      inboundCalls(period: $day, first: 5) { nodes { id } edges { node { id } } }\n    }\n  ": typeof types.NodesAndEdgesDocument,
    "\n  fragment WholeLead on Lead {\n    id leadId listId status agent { username } title firstName middleInitial lastName\n    phoneNumber altPhoneNumber email gender dateOfBirth comments isCustomer\n    address { line1 line2 line3 city state province postalCode countryCode }\n    customFields { name value }\n  }\n": typeof types.WholeLeadFragmentDoc,
    "\n  query LeadLookedUp($id: ID!) { lead(leadId: $id) { ...WholeLead } }\n": typeof types.LeadLookedUpDocument,
    "query LeadName { lead(leadId: \"304\") { firstName } }": typeof types.LeadNameDocument,
    "\n        query LeadByNumberToo { lead(leadId: 304, phoneNumber: \"8004321000\") { firstName } }\n      ": typeof types.LeadByNumberTooDocument,
    "query LeadNode($id: ID!) { node(id: $id) { id } }": typeof types.LeadNodeDocument,
    "\n      query LeadsOfNobody {\n        a: lead(leadId: \"\") { firstName } b: lead(leadId: \"abc\") { leadId } c: lead(leadId: 0) { leadId }\n      }\n    ": typeof types.LeadsOfNobodyDocument,
    "\n        query TwoLeads { a: lead(leadId: \"304\") { firstName } b: lead(leadId: \"305\") { firstName } }\n      ": typeof types.TwoLeadsDocument,
    "\n      query LeadThreeTimes($id: ID!) {\n        node(id: $id) { __typename ...WholeLead }\n        nodes(ids: [$id, $id]) { id }\n        lead(leadId: \"304\") { id }\n      }\n    ": typeof types.LeadThreeTimesDocument,
    "\n      query LeadKeys($period: PeriodInput!) {\n        campaign(campaignId: \"50010\") { hopper { nodes { lead { __typename id leadId } } } }\n        outboundCalls(period: $period) { nodes { lead { id leadId } } }\n      }\n    ": typeof types.LeadKeysDocument,
    "\n      query LeadFromEverywhere($id: ID!, $period: PeriodInput!) {\n        campaign(campaignId: \"50010\") { hopper(first: 1) { nodes { lead { leadId firstName } } } }\n        outboundCalls(period: $period) { nodes { lead { leadId firstName } } }\n        agent(username: \"maria.ortiz\") { live { lead { leadId firstName } } }\n        lead(leadId: $id) { leadId firstName }\n      }\n    ": typeof types.LeadFromEverywhereDocument,
    "\n        query LeadOfHopper {\n          campaign(campaignId: \"50010\") { hopper(first: 1) { nodes { lead { firstName } } } }\n        }\n      ": typeof types.LeadOfHopperDocument,
    "\n      query LeadOfCall($period: PeriodInput!) { outboundCalls(period: $period) { nodes { lead { firstName } } } }\n    ": typeof types.LeadOfCallDocument,
    "\n        query LeadOfLive { agent(username: \"maria.ortiz\") { live { lead { firstName } } } }\n      ": typeof types.LeadOfLiveDocument,
    "\n        query LeadsOfHopper { campaign(campaignId: \"50010\") { hopper { nodes { lead { ...WholeLead } } } } }\n      ": typeof types.LeadsOfHopperDocument,
    "\n        mutation AddLeadAndRead {\n          addLead(input: { phoneNumber: \"7275551111\", source: \"test\" }) {\n            ... on AddLeadSuccess { leadId lead { firstName } }\n          }\n        }\n      ": typeof types.AddLeadAndReadDocument,
    "query IdsOfNodes($ids: [ID!]!) { nodes(ids: $ids) { id } }": typeof types.IdsOfNodesDocument,
    "query IdOfNode($x: ID!) { node(id: $x) { id } }": typeof types.IdOfNodeDocument,
    "\n      query IdsBySpelling {\n        agent(username: \"maria.ortiz\") { today { agent { id username } profile { id } } }\n        agents { nodes { id } }\n      }\n    ": typeof types.IdsBySpellingDocument,
    "\n      query NodesOfAllKinds($ids: [ID!]!) {\n        nodes(ids: $ids) {\n          __typename id ... on Agent { username } ... on Campaign { name } ... on Portfolio { code }\n        }\n      }\n    ": typeof types.NodesOfAllKindsDocument,
    "query IdsOfUnknownNodes($x: [ID!]!) { nodes(ids: $x) { id } }": typeof types.IdsOfUnknownNodesDocument,
    "\n  query PageOfAgents($first: Int, $after: String, $last: Int, $before: String) {\n    page: agents(first: $first, after: $after, last: $last, before: $before) {\n      totalCount edges { cursor node { key: username } } nodes { key: username }\n      pageInfo { hasNextPage hasPreviousPage startCursor endCursor }\n    }\n  }\n": typeof types.PageOfAgentsDocument,
    "\n  query PageOfHopper($first: Int, $after: String, $last: Int, $before: String) {\n    campaign(campaignId: \"1\") {\n      page: hopper(first: $first, after: $after, last: $last, before: $before) {\n        totalCount edges { cursor node { key: hopperId } } nodes { key: hopperId }\n        pageInfo { hasNextPage hasPreviousPage startCursor endCursor }\n      }\n    }\n  }\n": typeof types.PageOfHopperDocument,
    "\n      query ActivityOfUnknown($day: PeriodInput) {\n        agentActivityReport(period: $day) {\n          columns { title } summary { kind }\n          rows {\n            agent { username name } portfolio { code name } profile { profileId name }\n            firstActivityAt totalCalls wrapUpSeconds\n          }\n        }\n      }\n    ": typeof types.ActivityOfUnknownDocument,
    "\n      query ActivityOf($day: PeriodInput, $agents: [String!]) {\n        agentActivityReport(period: $day, agents: $agents) { rows { totalCalls } summary { totalCalls } }\n      }\n    ": typeof types.ActivityOfDocument,
    "\n      query CallFiguresOf($day: PeriodInput) {\n        agentCallsReport(period: $day, agents: [\"A\"], portfolios: [\"NRD\", \"SUR\"], profiles: [\"VIP\"]) {\n          columns { title field } rows { totalCalls }\n        }\n      }\n    ": typeof types.CallFiguresOfDocument,
    "\n      query PauseCodes($day: PeriodInput!) {\n        agentPauseReport(period: $day) { columns { title field } rows { codes { code seconds } talkSeconds } }\n        agent(username: \"agent.02\") { pauses(period: $day) { agent { username } codes { code seconds } } }\n      }\n    ": typeof types.PauseCodesDocument,
    "\n        query DayOfReport { agentDayReport { from to rows { agent { username } } } }\n      ": typeof types.DayOfReportDocument,
    "\n        query DayReportAndToday { agentDayReport { rows { sales } } agents { nodes { today { sales } } } }\n      ": typeof types.DayReportAndTodayDocument,
    "\n      query InboundDaysOf($day: PeriodInput) {\n        both: inboundDailyReport(period: $day, portfolios: [\"NRD\", \"sur\"]) { rows { date } }\n        own: inboundDailyReport(period: $day, portfolios: [\"NRD\"]) { rows { date } }\n        portfolios { inboundDaily(period: $day) { date } }\n      }\n    ": typeof types.InboundDaysOfDocument,
    "\n        query InboundQuarter {\n          inboundDailyReport(period: {from: \"2026-03-01\", to: \"2026-05-31\"}) { rows { date } }\n        }\n      ": typeof types.InboundQuarterDocument,
    "\n    query EveryReport($day: PeriodInput!) {\n      agentActivityReport(period: $day) { columns { title } rows { sales } summary { kind } }\n      agentCallsReport(period: $day) { columns { title } rows { totalCalls } }\n      agentPauseReport(period: $day) { columns { title } rows { talkSeconds } }\n      inboundDailyReport(period: $day) { columns { title } rows { date } }\n      agentDayReport { from to rows { sales } }\n      agent(username: \"agent.01\") {\n        activity(period: $day) { sales } callFigures(period: $day) { totalCalls }\n        pauses(period: $day) { talkSeconds } today { sales }\n      }\n      portfolio(code: \"NRD\") { inboundDaily(period: $day) { date } }\n    }\n  ": typeof types.EveryReportDocument,
    "\n      query EveryList($day: PeriodInput) {\n        calls(period: $day) { totalCount nodes { id } }\n        outboundCalls(period: $day) { totalCount nodes { id } }\n        inboundCalls(period: $day) { totalCount nodes { id } }\n        agentCalls(period: $day) { totalCount nodes { id } }\n        c: outboundCalls(period: $day) { campaignSummaries { totalCalls } }\n      }\n    ": typeof types.EveryListDocument,
    "\n        query ReportsWithoutPeriod {\n          agentActivityReport { rows { sales } } a: agentActivityReport { summary { kind } }\n          agentCallsReport { rows { totalCalls } }\n          b: agentCallsReport(agents: null, portfolios: null) { columns { title } }\n          inboundDailyReport { rows { date } } c: inboundDailyReport { columns { title } }\n        }\n      ": typeof types.ReportsWithoutPeriodDocument,
    "\n      query OneReportFails($day: PeriodInput!) {\n        agent(username: \"agent.01\") {\n          activity(period: $day) { sales } callFigures(period: $day) { totalCalls }\n          pauses(period: $day) { talkSeconds } today { sales }\n        }\n        portfolio(code: \"NRD\") { inboundDaily(period: $day) { date } }\n      }\n    ": typeof types.OneReportFailsDocument,
    "\n      query OwnFigures($day: PeriodInput!) {\n        agent(username: \"agent.01\") {\n          activity(period: $day) { sales portfolio { code } } callFigures(period: $day) { totalCalls }\n          pauses(period: $day) { talkSeconds } today { sales portfolio { code } }\n        }\n      }\n    ": typeof types.OwnFiguresDocument,
    "\n      query OwnFiguresOfNobody($day: PeriodInput!) {\n        agent(username: \"agent.09\") {\n          activity(period: $day) { sales } callFigures(period: $day) { totalCalls }\n          pauses(period: $day) { talkSeconds } today { sales }\n        }\n      }\n    ": typeof types.OwnFiguresOfNobodyDocument,
    "\n  subscription Floor($usernames: [String!], $filter: AgentFilter) {\n    agentStatus(usernames: $usernames, filter: $filter) {\n      agent { username name }\n      status { state statusText since observedAt color }\n      previousState\n      observedAt\n    }\n  }\n": typeof types.FloorDocument,
    "\n  query Live($filter: AgentFilter, $status: AccountStatus! = ACTIVE) {\n    agents(first: 1000, filter: $filter, status: $status) {\n      nodes { username live { state observedAt } }\n    }\n  }\n": typeof types.LiveDocument,
    "\n    query ReadyAgents { agents(first: 1000, filter: { states: [READY] }, orderBy: { field: STATE }) { totalCount nodes { live { state } } } }\n  ": typeof types.ReadyAgentsDocument,
    "query Anna { agent(username: \"ANNA\") { live { state } } }": typeof types.AnnaDocument,
    "\n    query SeenAgents { agents { nodes { username live { state } } } cleo: agent(username: \"cleo\") { live { state } } }\n  ": typeof types.SeenAgentsDocument,
    "\n  query Day($period: PeriodInput!) {\n    outboundCalls(period: $period, first: 500) {\n      totalCount\n      unreadableCount\n      nodes { id startedAt contactNumber agentUsername disposition portfolio { code } leadId }\n      groups(by: [DISPOSITION, AGENT]) { count }\n    }\n  }\n": typeof types.DayDocument,
    "\n  query TypedAgent($username: String!, $period: PeriodInput) {\n    agent(username: $username) {\n      id level live { state since } activity(period: $period) { totalCalls }\n    }\n  }\n": typeof types.TypedAgentDocument,
    "\n  query TypedAgents($status: AccountStatus! = ACTIVE, $first: Int) {\n    agents(status: $status, first: $first) { totalCount }\n  }\n": typeof types.TypedAgentsDocument,
};
const documents: Documents = {
    "query AbandonedByHour($period: PeriodInput! = {relative: YESTERDAY}) {\n  inboundCalls(\n    period: $period\n    filter: {terminationReasons: [ABANDON, QUEUE_TIMEOUT]}\n    first: 0\n  ) {\n    totalCount\n    groups(by: [HOUR, QUEUE]) {\n      keys\n      count\n      averageQueueSeconds\n      maxQueueSeconds\n    }\n  }\n  inboundDailyReport(period: $period) {\n    rows {\n      date\n      totalCalls\n      abandonedCalls\n      abandonedAfter20Seconds\n      averageHoldSeconds\n    }\n  }\n}": types.AbandonedByHourDocument,
    "query AgentCallsQuality($username: String! = \"Ada.Alvarez\", $day: PeriodInput! = {relative: YESTERDAY}) {\n  agent(username: $username) {\n    username\n    name\n    calls(period: $day, first: 100) {\n      totalCount\n      nodes {\n        id\n        answeredAt\n        durationSeconds\n        disposition\n        carrierMatch {\n          confidence\n          secondsApart\n          carrierCall {\n            id\n            disposition\n            afterAnswerSeconds\n            quality {\n              meanOpinionScore\n              jitterPercent\n              packetLoss\n            }\n          }\n        }\n      }\n    }\n  }\n}": types.AgentCallsQualityDocument,
    "subscription AgentCountsLive {\n  agentCounts {\n    live\n    ready\n    inCall\n    paused\n    offline\n  }\n}": types.AgentCountsLiveDocument,
    "query AgentDesktop($username: String! = \"Ada.Alvarez\") {\n  agent(username: $username) {\n    username\n    name\n    extension\n    profile {\n      profileId\n      dispositionSet\n    }\n    portfolios {\n      code\n    }\n    live {\n      state\n      statusText\n      since\n      inCallWith\n      campaign {\n        campaignId\n      }\n    }\n    productivity {\n      loginSeconds\n      talkSeconds\n      totalCalls\n      slaPercent\n    }\n    today {\n      callsHandled\n      sales\n      breakSeconds\n    }\n  }\n}": types.AgentDesktopDocument,
    "query AgentsDirectory {\n  agents(first: 100) {\n    totalCount\n    nodes {\n      username\n      name\n      extension\n      profile {\n        profileId\n        name\n      }\n      portfolios {\n        code\n        name\n      }\n      campaign {\n        campaignId\n        name\n        active\n      }\n    }\n    pageInfo {\n      hasNextPage\n      endCursor\n    }\n  }\n}": types.AgentsDirectoryDocument,
    "subscription AgentStatusLive {\n  agentStatus(filter: {loggedIn: true}) {\n    agent {\n      username\n      name\n    }\n    previousState\n    status {\n      state\n      statusText\n      since\n      campaign {\n        campaignId\n      }\n    }\n    observedAt\n  }\n}": types.AgentStatusLiveDocument,
    "query AnswerRateByHour($period: PeriodInput! = {relative: YESTERDAY}, $sales: [String!]! = [\"Sale\"]) {\n  outboundCalls(period: $period) {\n    totalCount\n    groups(by: [HOUR, CAMPAIGN]) {\n      startsAt\n      keys\n      campaign {\n        campaignId\n        name\n      }\n      count\n      handled {\n        numerator\n        denominator\n        value\n      }\n      withDisposition(dispositions: $sales) {\n        value\n      }\n    }\n  }\n}": types.AnswerRateByHourDocument,
    "query CalledTooOften($period: PeriodInput! = {relative: LAST_7_DAYS}, $minCount: Int! = 8) {\n  outboundCalls(period: $period) {\n    byNumber: groups(by: [CONTACT_NUMBER], minCount: $minCount, withoutNull: true) {\n      keys\n      count\n    }\n    byLead: groups(by: [VENDOR_LEAD_CODE], minCount: $minCount, withoutNull: true) {\n      keys\n      count\n      distinctContacts\n    }\n  }\n}": types.CalledTooOftenDocument,
    "subscription CallsLive {\n  callCompleted {\n    __typename\n    id\n    startedAt\n    disposition\n    direction\n    queueSeconds\n    agent {\n      username\n    }\n  }\n}": types.CallsLiveDocument,
    "query CallsOutsideHours($period: PeriodInput! = {relative: YESTERDAY}, $hours: HoursInput! = {from: \"08:00\", to: \"21:00\"}) {\n  outboundCalls(period: $period, filter: {outsideHours: $hours}) {\n    totalCount\n    nodes {\n      id\n      startedAt\n      contactNumber\n      agentUsername\n      campaignName\n      disposition\n    }\n    groups(by: [CAMPAIGN]) {\n      keys\n      count\n    }\n  }\n}": types.CallsOutsideHoursDocument,
    "query CallsToNumber($phoneNumber: String! = \"3125550100\", $period: PeriodInput! = {relative: LAST_7_DAYS}) {\n  calls(period: $period, filter: {phoneNumber: $phoneNumber}) {\n    totalCount\n    nodes {\n      id\n      direction\n      startedAt\n      agentUsername\n      campaignName\n      disposition\n    }\n  }\n}": types.CallsToNumberDocument,
    "query CampaignSetup {\n  campaigns(active: true) {\n    campaignId\n    name\n    dialMethod\n    autoDialLevel\n    settings {\n      type\n      dialStatuses\n      dialTimeoutSeconds\n      callTime {\n        callTimeId\n        windows {\n          day\n          opens\n          closes\n          closed\n        }\n      }\n    }\n    hopper(first: 5) {\n      totalCount\n      nodes {\n        leadId\n        priority\n        disposition\n      }\n    }\n  }\n}": types.CampaignSetupDocument,
    "query CarrierQualityByTrunk($period: PeriodInput! = {relative: YESTERDAY}) {\n  inboundCalls(period: $period) {\n    totalCount\n    groups(by: [TRUNK]) {\n      keys\n      count\n      carrier {\n        averageMeanOpinionScore\n        matched {\n          value\n        }\n        answered {\n          numerator\n          denominator\n          value\n        }\n      }\n    }\n  }\n}": types.CarrierQualityByTrunkDocument,
    "query ContactFacts($phoneNumber: String! = \"3125550100\", $period: PeriodInput! = {relative: LAST_7_DAYS}) {\n  contact(phoneNumber: $phoneNumber) {\n    phoneNumber\n    timeZones\n    attempts(days: 7)\n    lastAttempt(days: 7) {\n      id\n      startedAt\n      disposition\n    }\n    lastConversation(days: 7) {\n      id\n      startedAt\n      direction\n      agentUsername\n      disposition\n    }\n    outsideHours(period: $period) {\n      totalCount\n      nodes {\n        id\n        direction\n        startedAt\n        agentUsername\n      }\n    }\n  }\n}": types.ContactFactsDocument,
    "query ConversionByPortfolio($period: PeriodInput! = {relative: YESTERDAY}, $sales: [String!]! = [\"Sale\"]) {\n  outboundCalls(period: $period) {\n    totalCount\n    groups(by: [PORTFOLIO]) {\n      keys\n      portfolio {\n        code\n        name\n      }\n      count\n      withDisposition(dispositions: $sales) {\n        numerator\n        denominator\n        value\n      }\n      handled {\n        value\n      }\n    }\n  }\n}": types.ConversionByPortfolioDocument,
    "query DispositionsByCampaign($day: PeriodInput! = {relative: YESTERDAY}) {\n  outboundCalls(period: $day, first: 0) {\n    totalCount\n    groups(by: [CAMPAIGN, DISPOSITION]) {\n      keys\n      count\n    }\n    campaignSummaries {\n      campaignName\n      totalCalls\n      handledCalls\n      pending\n    }\n  }\n}": types.DispositionsByCampaignDocument,
    "query FloorNow {\n  dashboard {\n    agentCounts {\n      live\n      ready\n      inCall\n      paused\n      offline\n    }\n    agentsInCall\n  }\n  agents(first: 10) {\n    totalCount\n    nodes {\n      username\n      live {\n        state\n        statusText\n        since\n        campaign {\n          campaignId\n        }\n      }\n    }\n  }\n}": types.FloorNowDocument,
    "subscription HopperLive($campaignId: ID! = \"99489857\") {\n  hopper(campaignId: $campaignId) {\n    totalCount\n    added {\n      leadId\n      priority\n      source\n    }\n    removedLeadIds\n    observedAt\n  }\n}": types.HopperLiveDocument,
    "query LeadsLeft {\n  campaigns {\n    campaignId\n    name\n    callSummary {\n      totalLeads\n      pending\n      dialable\n      penetration {\n        numerator\n        denominator\n        value\n      }\n    }\n  }\n}": types.LeadsLeftDocument,
    "query OccupancyByAgent($period: PeriodInput! = {relative: YESTERDAY}, $orderBy: AgentActivityOrder! = {field: OCCUPANCY, direction: ASC}) {\n  agentActivityReport(period: $period, perAgent: true, orderBy: $orderBy) {\n    asOf\n    unreadableCount\n    rows {\n      agent {\n        username\n        name\n      }\n      totalCalls\n      availableSeconds\n      averageAvailableBetweenCallsSeconds\n      talkSeconds\n      averageHandleSeconds\n      occupancy {\n        numerator\n        denominator\n        value\n      }\n    }\n  }\n}": types.OccupancyByAgentDocument,
    "query OneAgentsDay($username: String! = \"Ada.Alvarez\", $day: PeriodInput! = {relative: YESTERDAY}) {\n  agent(username: $username) {\n    username\n    name\n    calls(period: $day, first: 100) {\n      totalCount\n      nodes {\n        id\n        answeredAt\n        durationSeconds\n        disposition\n        campaign {\n          campaignId\n          name\n        }\n      }\n      groups(by: [DISPOSITION]) {\n        keys\n        count\n        averageDurationSeconds\n      }\n    }\n    activity(period: $day) {\n      portfolio {\n        code\n      }\n      firstActivityAt\n      lastActivityAt\n      talkSeconds\n      availableSeconds\n    }\n    pauses(period: $day) {\n      billableSeconds\n      nonBillableSeconds\n      codes {\n        code\n        seconds\n      }\n    }\n  }\n}": types.OneAgentsDayDocument,
    "query PausesByCode($period: PeriodInput! = {relative: YESTERDAY}) {\n  agentPauseReport(period: $period) {\n    asOf\n    unreadableCount\n    totals {\n      code\n      seconds\n    }\n    rows {\n      agent {\n        username\n      }\n      codes {\n        code\n        seconds\n      }\n    }\n  }\n}": types.PausesByCodeDocument,
    "query ServiceLevelByQueue($period: PeriodInput! = {relative: YESTERDAY}, $withinSeconds: Int! = 20) {\n  inboundCalls(period: $period) {\n    totalCount\n    groups(by: [QUEUE, HALF_HOUR], orderBy: {field: KEYS, direction: ASC}) {\n      keys\n      startsAt\n      count\n      abandoned {\n        numerator\n        denominator\n        value\n      }\n      serviceLevel(withinSeconds: $withinSeconds) {\n        numerator\n        denominator\n        value\n      }\n      averageQueueSeconds\n    }\n  }\n}": types.ServiceLevelByQueueDocument,
    "query SupervisorMorning($yesterday: PeriodInput! = {relative: YESTERDAY}) {\n  dashboard {\n    agentCounts {\n      live\n      ready\n      inCall\n      paused\n      offline\n    }\n    agentsInCall\n  }\n  agentActivityReport(period: $yesterday) {\n    rows {\n      agent {\n        username\n      }\n      portfolio {\n        code\n      }\n      totalCalls\n      talkSeconds\n      breakSeconds\n      sales\n    }\n    summary {\n      kind\n      totalCalls\n      talkSeconds\n    }\n  }\n  campaigns(active: true) {\n    campaignId\n    name\n    hopper(first: 0) {\n      totalCount\n    }\n  }\n}": types.SupervisorMorningDocument,
    "query TopDispositions($period: PeriodInput! = {relative: YESTERDAY}, $first: Int! = 10) {\n  outboundCalls(period: $period) {\n    totalCount\n    groups(by: [DISPOSITION], first: $first) {\n      keys\n      count\n    }\n  }\n}": types.TopDispositionsDocument,
    "query VoicemailOrAnswered($day: PeriodInput! = {relative: YESTERDAY}) {\n  outboundCalls(\n    period: $day\n    filter: {dispositions: [\"Voicemail\"], carrier: {dispositions: [\"ANSWERED\"]}}\n    first: 100\n  ) {\n    totalCount\n    nodes {\n      id\n      startedAt\n      contactNumber\n      agentUsername\n      disposition\n      carrierMatch {\n        confidence\n        secondsApart\n        carrierCall {\n          id\n          disposition\n          durationSeconds\n          afterAnswerSeconds\n        }\n      }\n    }\n  }\n}": types.VoicemailOrAnsweredDocument,
    "\n      query AgentFound($username: String!) { agent(username: $username) { username } }\n    ": types.AgentFoundDocument,
    "\n      query AgentOfNothing {\n        agent(username: \"b.okafor\") {\n          rank transferGroups campaign { campaignId } portfolios { code } profile { profileId }\n        }\n      }\n    ": types.AgentOfNothingDocument,
    "\n      query AgentInactive { agent(username: \"old.timer\") { username name active portfolios { code } } }\n    ": types.AgentInactiveDocument,
    "query AgentNobody { agent(username: \"nobody\") { username } }": types.AgentNobodyDocument,
    "\n      query AccountOfLittle {\n        agent(username: \"b.okafor\") {\n          account { email userLevel hotkeysActive recordingOverride transferGroups }\n          productivity { totalCalls }\n        }\n      }\n    ": types.AccountOfLittleDocument,
    "\n      query AccountOfNobody { agent(username: \"42\") { account { email } productivity { sales } } }\n    ": types.AccountOfNobodyDocument,
    "\n      query AccountOfAnother { agent(username: \"42\") { username account { email } } }\n    ": types.AccountOfAnotherDocument,
    "\n      query LiveUnknownWords {\n        agents(filter: {usernames: [\"b.okafor\", \"42\"]}) {\n          nodes { live { state statusText callType campaign { campaignId name active } } }\n        }\n      }\n    ": types.LiveUnknownWordsDocument,
    "\n      query LiveState { agent(username: \"42\") { live { state statusText } } }\n    ": types.LiveStateDocument,
    "\n      query LiveCallType { agent(username: \"42\") { live { callType } } }\n    ": types.LiveCallTypeDocument,
    "\n        query LiveNothing { agent(username: \"42\") { username live { state } } }\n      ": types.LiveNothingDocument,
    "\n      query LiveSince { agent(username: \"42\") { live { state since observedAt } } }\n    ": types.LiveSinceDocument,
    "\n      query LiveObservedAt { agent(username: \"42\") { live { observedAt } } }\n    ": types.LiveObservedAtDocument,
    "\n      query TodayOfNobody { agent(username: \"42\") { today { sales } } }\n    ": types.TodayOfNobodyDocument,
    "\n      query TodayOfInactive {\n        agent(username: \"old.timer\") { today { callsHandled agent { name } portfolio { code } } }\n      }\n    ": types.TodayOfInactiveDocument,
    "\n      query TimeUsageOfNobody { agent(username: \"42\") { timeUsage { talk } } }\n    ": types.TimeUsageOfNobodyDocument,
    "\n  query AgentsWhere($status: AccountStatus! = ACTIVE, $filter: AgentFilter) {\n    agents(status: $status, filter: $filter) { totalCount nodes { username } }\n  }\n": types.AgentsWhereDocument,
    "query AgentsUnlessAsked { agents { totalCount nodes { username } } }": types.AgentsUnlessAskedDocument,
    "\n  query AgentsBy($filter: AgentFilter, $orderBy: AgentOrder, $first: Int, $after: String, $last: Int, $before: String) {\n    agents(filter: $filter, orderBy: $orderBy, first: $first, after: $after, last: $last, before: $before) {\n      totalCount\n      edges { cursor node { username } }\n      pageInfo { hasNextPage }\n    }\n  }\n": types.AgentsByDocument,
    "\n      query CallsByFragments($day: PeriodInput) {\n        calls(period: $day) { nodes { ...AnyCall ...OutCall ... on InboundCall { seconds: durationSeconds } } }\n      }\n      fragment AnyCall on Call { __typename direction contactNumber }\n      fragment OutCall on OutboundCall { callType }\n    ": types.CallsByFragmentsDocument,
    "\n      query Durations($day: PeriodInput) {\n        inboundCalls(period: $day) { nodes { durationSeconds } groups(by: []) { ...Figures } }\n        agentCalls(period: $day) { nodes { durationSeconds } groups(by: []) { ...Figures } }\n      }\n      fragment Figures on CallGroup {\n        keys count totalDurationSeconds averageDurationSeconds averageQueueSeconds maxQueueSeconds\n      }\n    ": types.DurationsDocument,
    "\n      query CallKeys($day: PeriodInput) {\n        outboundCalls(period: $day, first: 300) { nodes { agent { username } portfolio { code } } }\n        inboundCalls(period: $day, first: 300) { nodes { agent { username id } portfolio { code id } } }\n        agentCalls(period: $day, first: 300) { nodes { agent { username } portfolio { code } } }\n      }\n    ": types.CallKeysDocument,
    "\n      query CallCrossings($day: PeriodInput) {\n        outboundCalls(period: $day, first: 300) {\n          nodes { agentUsername agent { name } campaignName campaign { campaignId name } portfolio { code name } }\n        }\n        inboundCalls(period: $day, first: 300) {\n          nodes { agentUsername agent { name } campaignName campaign { campaignId name } portfolio { code name } }\n        }\n        agentCalls(period: $day, first: 300) {\n          nodes { agentUsername agent { name } campaignName campaign { campaignId name } portfolio { code name } }\n        }\n      }\n    ": types.CallCrossingsDocument,
    "\n      query CallCrossingsThatFail($day: PeriodInput) {\n        outboundCalls(period: $day) { totalCount nodes { campaignName campaign { campaignId } agent { name } } }\n      }\n    ": types.CallCrossingsThatFailDocument,
    "\n      query CallsOfTwins($day: PeriodInput) {\n        campaign(campaignId: \"103\") {\n          calls(period: $day) { totalCount } callSummary(period: $day) { totalCalls }\n        }\n      }\n    ": types.CallsOfTwinsDocument,
    "\n      query CallsFiltered($day: PeriodInput) {\n        agent(username: \"agent.07\") {\n          sales: calls(period: $day, filter: {dispositions: [\"sale\"]}) { totalCount }\n          others: calls(period: $day, filter: {agents: [\"agent.08\", \"agent.09\"]}) { totalCount }\n          own: calls(period: $day, filter: {agents: [\"agent.08\", \"AGENT.07\"]}) { totalCount }\n        }\n        portfolio(code: \"SUR\") {\n          sales: calls(period: $day, filter: {dispositions: [\"sale\"]}) { totalCount }\n          none: calls(period: $day, filter: {portfolios: [\"NRD\"]}) { totalCount }\n        }\n      }\n    ": types.CallsFilteredDocument,
    "\n    query NodesAndEdges($day: PeriodInput) {\n      inboundCalls(period: $day, first: 5) { nodes { id } edges { node { id } } }\n    }\n  ": types.NodesAndEdgesDocument,
    "\n  fragment WholeLead on Lead {\n    id leadId listId status agent { username } title firstName middleInitial lastName\n    phoneNumber altPhoneNumber email gender dateOfBirth comments isCustomer\n    address { line1 line2 line3 city state province postalCode countryCode }\n    customFields { name value }\n  }\n": types.WholeLeadFragmentDoc,
    "\n  query LeadLookedUp($id: ID!) { lead(leadId: $id) { ...WholeLead } }\n": types.LeadLookedUpDocument,
    "query LeadName { lead(leadId: \"304\") { firstName } }": types.LeadNameDocument,
    "\n        query LeadByNumberToo { lead(leadId: 304, phoneNumber: \"8004321000\") { firstName } }\n      ": types.LeadByNumberTooDocument,
    "query LeadNode($id: ID!) { node(id: $id) { id } }": types.LeadNodeDocument,
    "\n      query LeadsOfNobody {\n        a: lead(leadId: \"\") { firstName } b: lead(leadId: \"abc\") { leadId } c: lead(leadId: 0) { leadId }\n      }\n    ": types.LeadsOfNobodyDocument,
    "\n        query TwoLeads { a: lead(leadId: \"304\") { firstName } b: lead(leadId: \"305\") { firstName } }\n      ": types.TwoLeadsDocument,
    "\n      query LeadThreeTimes($id: ID!) {\n        node(id: $id) { __typename ...WholeLead }\n        nodes(ids: [$id, $id]) { id }\n        lead(leadId: \"304\") { id }\n      }\n    ": types.LeadThreeTimesDocument,
    "\n      query LeadKeys($period: PeriodInput!) {\n        campaign(campaignId: \"50010\") { hopper { nodes { lead { __typename id leadId } } } }\n        outboundCalls(period: $period) { nodes { lead { id leadId } } }\n      }\n    ": types.LeadKeysDocument,
    "\n      query LeadFromEverywhere($id: ID!, $period: PeriodInput!) {\n        campaign(campaignId: \"50010\") { hopper(first: 1) { nodes { lead { leadId firstName } } } }\n        outboundCalls(period: $period) { nodes { lead { leadId firstName } } }\n        agent(username: \"maria.ortiz\") { live { lead { leadId firstName } } }\n        lead(leadId: $id) { leadId firstName }\n      }\n    ": types.LeadFromEverywhereDocument,
    "\n        query LeadOfHopper {\n          campaign(campaignId: \"50010\") { hopper(first: 1) { nodes { lead { firstName } } } }\n        }\n      ": types.LeadOfHopperDocument,
    "\n      query LeadOfCall($period: PeriodInput!) { outboundCalls(period: $period) { nodes { lead { firstName } } } }\n    ": types.LeadOfCallDocument,
    "\n        query LeadOfLive { agent(username: \"maria.ortiz\") { live { lead { firstName } } } }\n      ": types.LeadOfLiveDocument,
    "\n        query LeadsOfHopper { campaign(campaignId: \"50010\") { hopper { nodes { lead { ...WholeLead } } } } }\n      ": types.LeadsOfHopperDocument,
    "\n        mutation AddLeadAndRead {\n          addLead(input: { phoneNumber: \"7275551111\", source: \"test\" }) {\n            ... on AddLeadSuccess { leadId lead { firstName } }\n          }\n        }\n      ": types.AddLeadAndReadDocument,
    "query IdsOfNodes($ids: [ID!]!) { nodes(ids: $ids) { id } }": types.IdsOfNodesDocument,
    "query IdOfNode($x: ID!) { node(id: $x) { id } }": types.IdOfNodeDocument,
    "\n      query IdsBySpelling {\n        agent(username: \"maria.ortiz\") { today { agent { id username } profile { id } } }\n        agents { nodes { id } }\n      }\n    ": types.IdsBySpellingDocument,
    "\n      query NodesOfAllKinds($ids: [ID!]!) {\n        nodes(ids: $ids) {\n          __typename id ... on Agent { username } ... on Campaign { name } ... on Portfolio { code }\n        }\n      }\n    ": types.NodesOfAllKindsDocument,
    "query IdsOfUnknownNodes($x: [ID!]!) { nodes(ids: $x) { id } }": types.IdsOfUnknownNodesDocument,
    "\n  query PageOfAgents($first: Int, $after: String, $last: Int, $before: String) {\n    page: agents(first: $first, after: $after, last: $last, before: $before) {\n      totalCount edges { cursor node { key: username } } nodes { key: username }\n      pageInfo { hasNextPage hasPreviousPage startCursor endCursor }\n    }\n  }\n": types.PageOfAgentsDocument,
    "\n  query PageOfHopper($first: Int, $after: String, $last: Int, $before: String) {\n    campaign(campaignId: \"1\") {\n      page: hopper(first: $first, after: $after, last: $last, before: $before) {\n        totalCount edges { cursor node { key: hopperId } } nodes { key: hopperId }\n        pageInfo { hasNextPage hasPreviousPage startCursor endCursor }\n      }\n    }\n  }\n": types.PageOfHopperDocument,
    "\n      query ActivityOfUnknown($day: PeriodInput) {\n        agentActivityReport(period: $day) {\n          columns { title } summary { kind }\n          rows {\n            agent { username name } portfolio { code name } profile { profileId name }\n            firstActivityAt totalCalls wrapUpSeconds\n          }\n        }\n      }\n    ": types.ActivityOfUnknownDocument,
    "\n      query ActivityOf($day: PeriodInput, $agents: [String!]) {\n        agentActivityReport(period: $day, agents: $agents) { rows { totalCalls } summary { totalCalls } }\n      }\n    ": types.ActivityOfDocument,
    "\n      query CallFiguresOf($day: PeriodInput) {\n        agentCallsReport(period: $day, agents: [\"A\"], portfolios: [\"NRD\", \"SUR\"], profiles: [\"VIP\"]) {\n          columns { title field } rows { totalCalls }\n        }\n      }\n    ": types.CallFiguresOfDocument,
    "\n      query PauseCodes($day: PeriodInput!) {\n        agentPauseReport(period: $day) { columns { title field } rows { codes { code seconds } talkSeconds } }\n        agent(username: \"agent.02\") { pauses(period: $day) { agent { username } codes { code seconds } } }\n      }\n    ": types.PauseCodesDocument,
    "\n        query DayOfReport { agentDayReport { from to rows { agent { username } } } }\n      ": types.DayOfReportDocument,
    "\n        query DayReportAndToday { agentDayReport { rows { sales } } agents { nodes { today { sales } } } }\n      ": types.DayReportAndTodayDocument,
    "\n      query InboundDaysOf($day: PeriodInput) {\n        both: inboundDailyReport(period: $day, portfolios: [\"NRD\", \"sur\"]) { rows { date } }\n        own: inboundDailyReport(period: $day, portfolios: [\"NRD\"]) { rows { date } }\n        portfolios { inboundDaily(period: $day) { date } }\n      }\n    ": types.InboundDaysOfDocument,
    "\n        query InboundQuarter {\n          inboundDailyReport(period: {from: \"2026-03-01\", to: \"2026-05-31\"}) { rows { date } }\n        }\n      ": types.InboundQuarterDocument,
    "\n    query EveryReport($day: PeriodInput!) {\n      agentActivityReport(period: $day) { columns { title } rows { sales } summary { kind } }\n      agentCallsReport(period: $day) { columns { title } rows { totalCalls } }\n      agentPauseReport(period: $day) { columns { title } rows { talkSeconds } }\n      inboundDailyReport(period: $day) { columns { title } rows { date } }\n      agentDayReport { from to rows { sales } }\n      agent(username: \"agent.01\") {\n        activity(period: $day) { sales } callFigures(period: $day) { totalCalls }\n        pauses(period: $day) { talkSeconds } today { sales }\n      }\n      portfolio(code: \"NRD\") { inboundDaily(period: $day) { date } }\n    }\n  ": types.EveryReportDocument,
    "\n      query EveryList($day: PeriodInput) {\n        calls(period: $day) { totalCount nodes { id } }\n        outboundCalls(period: $day) { totalCount nodes { id } }\n        inboundCalls(period: $day) { totalCount nodes { id } }\n        agentCalls(period: $day) { totalCount nodes { id } }\n        c: outboundCalls(period: $day) { campaignSummaries { totalCalls } }\n      }\n    ": types.EveryListDocument,
    "\n        query ReportsWithoutPeriod {\n          agentActivityReport { rows { sales } } a: agentActivityReport { summary { kind } }\n          agentCallsReport { rows { totalCalls } }\n          b: agentCallsReport(agents: null, portfolios: null) { columns { title } }\n          inboundDailyReport { rows { date } } c: inboundDailyReport { columns { title } }\n        }\n      ": types.ReportsWithoutPeriodDocument,
    "\n      query OneReportFails($day: PeriodInput!) {\n        agent(username: \"agent.01\") {\n          activity(period: $day) { sales } callFigures(period: $day) { totalCalls }\n          pauses(period: $day) { talkSeconds } today { sales }\n        }\n        portfolio(code: \"NRD\") { inboundDaily(period: $day) { date } }\n      }\n    ": types.OneReportFailsDocument,
    "\n      query OwnFigures($day: PeriodInput!) {\n        agent(username: \"agent.01\") {\n          activity(period: $day) { sales portfolio { code } } callFigures(period: $day) { totalCalls }\n          pauses(period: $day) { talkSeconds } today { sales portfolio { code } }\n        }\n      }\n    ": types.OwnFiguresDocument,
    "\n      query OwnFiguresOfNobody($day: PeriodInput!) {\n        agent(username: \"agent.09\") {\n          activity(period: $day) { sales } callFigures(period: $day) { totalCalls }\n          pauses(period: $day) { talkSeconds } today { sales }\n        }\n      }\n    ": types.OwnFiguresOfNobodyDocument,
    "\n  subscription Floor($usernames: [String!], $filter: AgentFilter) {\n    agentStatus(usernames: $usernames, filter: $filter) {\n      agent { username name }\n      status { state statusText since observedAt color }\n      previousState\n      observedAt\n    }\n  }\n": types.FloorDocument,
    "\n  query Live($filter: AgentFilter, $status: AccountStatus! = ACTIVE) {\n    agents(first: 1000, filter: $filter, status: $status) {\n      nodes { username live { state observedAt } }\n    }\n  }\n": types.LiveDocument,
    "\n    query ReadyAgents { agents(first: 1000, filter: { states: [READY] }, orderBy: { field: STATE }) { totalCount nodes { live { state } } } }\n  ": types.ReadyAgentsDocument,
    "query Anna { agent(username: \"ANNA\") { live { state } } }": types.AnnaDocument,
    "\n    query SeenAgents { agents { nodes { username live { state } } } cleo: agent(username: \"cleo\") { live { state } } }\n  ": types.SeenAgentsDocument,
    "\n  query Day($period: PeriodInput!) {\n    outboundCalls(period: $period, first: 500) {\n      totalCount\n      unreadableCount\n      nodes { id startedAt contactNumber agentUsername disposition portfolio { code } leadId }\n      groups(by: [DISPOSITION, AGENT]) { count }\n    }\n  }\n": types.DayDocument,
    "\n  query TypedAgent($username: String!, $period: PeriodInput) {\n    agent(username: $username) {\n      id level live { state since } activity(period: $period) { totalCalls }\n    }\n  }\n": types.TypedAgentDocument,
    "\n  query TypedAgents($status: AccountStatus! = ACTIVE, $first: Int) {\n    agents(status: $status, first: $first) { totalCount }\n  }\n": types.TypedAgentsDocument,
};

/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query AbandonedByHour($period: PeriodInput! = {relative: YESTERDAY}) {\n  inboundCalls(\n    period: $period\n    filter: {terminationReasons: [ABANDON, QUEUE_TIMEOUT]}\n    first: 0\n  ) {\n    totalCount\n    groups(by: [HOUR, QUEUE]) {\n      keys\n      count\n      averageQueueSeconds\n      maxQueueSeconds\n    }\n  }\n  inboundDailyReport(period: $period) {\n    rows {\n      date\n      totalCalls\n      abandonedCalls\n      abandonedAfter20Seconds\n      averageHoldSeconds\n    }\n  }\n}"): typeof import('./graphql.ts').AbandonedByHourDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query AgentCallsQuality($username: String! = \"Ada.Alvarez\", $day: PeriodInput! = {relative: YESTERDAY}) {\n  agent(username: $username) {\n    username\n    name\n    calls(period: $day, first: 100) {\n      totalCount\n      nodes {\n        id\n        answeredAt\n        durationSeconds\n        disposition\n        carrierMatch {\n          confidence\n          secondsApart\n          carrierCall {\n            id\n            disposition\n            afterAnswerSeconds\n            quality {\n              meanOpinionScore\n              jitterPercent\n              packetLoss\n            }\n          }\n        }\n      }\n    }\n  }\n}"): typeof import('./graphql.ts').AgentCallsQualityDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "subscription AgentCountsLive {\n  agentCounts {\n    live\n    ready\n    inCall\n    paused\n    offline\n  }\n}"): typeof import('./graphql.ts').AgentCountsLiveDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query AgentDesktop($username: String! = \"Ada.Alvarez\") {\n  agent(username: $username) {\n    username\n    name\n    extension\n    profile {\n      profileId\n      dispositionSet\n    }\n    portfolios {\n      code\n    }\n    live {\n      state\n      statusText\n      since\n      inCallWith\n      campaign {\n        campaignId\n      }\n    }\n    productivity {\n      loginSeconds\n      talkSeconds\n      totalCalls\n      slaPercent\n    }\n    today {\n      callsHandled\n      sales\n      breakSeconds\n    }\n  }\n}"): typeof import('./graphql.ts').AgentDesktopDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query AgentsDirectory {\n  agents(first: 100) {\n    totalCount\n    nodes {\n      username\n      name\n      extension\n      profile {\n        profileId\n        name\n      }\n      portfolios {\n        code\n        name\n      }\n      campaign {\n        campaignId\n        name\n        active\n      }\n    }\n    pageInfo {\n      hasNextPage\n      endCursor\n    }\n  }\n}"): typeof import('./graphql.ts').AgentsDirectoryDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "subscription AgentStatusLive {\n  agentStatus(filter: {loggedIn: true}) {\n    agent {\n      username\n      name\n    }\n    previousState\n    status {\n      state\n      statusText\n      since\n      campaign {\n        campaignId\n      }\n    }\n    observedAt\n  }\n}"): typeof import('./graphql.ts').AgentStatusLiveDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query AnswerRateByHour($period: PeriodInput! = {relative: YESTERDAY}, $sales: [String!]! = [\"Sale\"]) {\n  outboundCalls(period: $period) {\n    totalCount\n    groups(by: [HOUR, CAMPAIGN]) {\n      startsAt\n      keys\n      campaign {\n        campaignId\n        name\n      }\n      count\n      handled {\n        numerator\n        denominator\n        value\n      }\n      withDisposition(dispositions: $sales) {\n        value\n      }\n    }\n  }\n}"): typeof import('./graphql.ts').AnswerRateByHourDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query CalledTooOften($period: PeriodInput! = {relative: LAST_7_DAYS}, $minCount: Int! = 8) {\n  outboundCalls(period: $period) {\n    byNumber: groups(by: [CONTACT_NUMBER], minCount: $minCount, withoutNull: true) {\n      keys\n      count\n    }\n    byLead: groups(by: [VENDOR_LEAD_CODE], minCount: $minCount, withoutNull: true) {\n      keys\n      count\n      distinctContacts\n    }\n  }\n}"): typeof import('./graphql.ts').CalledTooOftenDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "subscription CallsLive {\n  callCompleted {\n    __typename\n    id\n    startedAt\n    disposition\n    direction\n    queueSeconds\n    agent {\n      username\n    }\n  }\n}"): typeof import('./graphql.ts').CallsLiveDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query CallsOutsideHours($period: PeriodInput! = {relative: YESTERDAY}, $hours: HoursInput! = {from: \"08:00\", to: \"21:00\"}) {\n  outboundCalls(period: $period, filter: {outsideHours: $hours}) {\n    totalCount\n    nodes {\n      id\n      startedAt\n      contactNumber\n      agentUsername\n      campaignName\n      disposition\n    }\n    groups(by: [CAMPAIGN]) {\n      keys\n      count\n    }\n  }\n}"): typeof import('./graphql.ts').CallsOutsideHoursDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query CallsToNumber($phoneNumber: String! = \"3125550100\", $period: PeriodInput! = {relative: LAST_7_DAYS}) {\n  calls(period: $period, filter: {phoneNumber: $phoneNumber}) {\n    totalCount\n    nodes {\n      id\n      direction\n      startedAt\n      agentUsername\n      campaignName\n      disposition\n    }\n  }\n}"): typeof import('./graphql.ts').CallsToNumberDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query CampaignSetup {\n  campaigns(active: true) {\n    campaignId\n    name\n    dialMethod\n    autoDialLevel\n    settings {\n      type\n      dialStatuses\n      dialTimeoutSeconds\n      callTime {\n        callTimeId\n        windows {\n          day\n          opens\n          closes\n          closed\n        }\n      }\n    }\n    hopper(first: 5) {\n      totalCount\n      nodes {\n        leadId\n        priority\n        disposition\n      }\n    }\n  }\n}"): typeof import('./graphql.ts').CampaignSetupDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query CarrierQualityByTrunk($period: PeriodInput! = {relative: YESTERDAY}) {\n  inboundCalls(period: $period) {\n    totalCount\n    groups(by: [TRUNK]) {\n      keys\n      count\n      carrier {\n        averageMeanOpinionScore\n        matched {\n          value\n        }\n        answered {\n          numerator\n          denominator\n          value\n        }\n      }\n    }\n  }\n}"): typeof import('./graphql.ts').CarrierQualityByTrunkDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query ContactFacts($phoneNumber: String! = \"3125550100\", $period: PeriodInput! = {relative: LAST_7_DAYS}) {\n  contact(phoneNumber: $phoneNumber) {\n    phoneNumber\n    timeZones\n    attempts(days: 7)\n    lastAttempt(days: 7) {\n      id\n      startedAt\n      disposition\n    }\n    lastConversation(days: 7) {\n      id\n      startedAt\n      direction\n      agentUsername\n      disposition\n    }\n    outsideHours(period: $period) {\n      totalCount\n      nodes {\n        id\n        direction\n        startedAt\n        agentUsername\n      }\n    }\n  }\n}"): typeof import('./graphql.ts').ContactFactsDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query ConversionByPortfolio($period: PeriodInput! = {relative: YESTERDAY}, $sales: [String!]! = [\"Sale\"]) {\n  outboundCalls(period: $period) {\n    totalCount\n    groups(by: [PORTFOLIO]) {\n      keys\n      portfolio {\n        code\n        name\n      }\n      count\n      withDisposition(dispositions: $sales) {\n        numerator\n        denominator\n        value\n      }\n      handled {\n        value\n      }\n    }\n  }\n}"): typeof import('./graphql.ts').ConversionByPortfolioDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query DispositionsByCampaign($day: PeriodInput! = {relative: YESTERDAY}) {\n  outboundCalls(period: $day, first: 0) {\n    totalCount\n    groups(by: [CAMPAIGN, DISPOSITION]) {\n      keys\n      count\n    }\n    campaignSummaries {\n      campaignName\n      totalCalls\n      handledCalls\n      pending\n    }\n  }\n}"): typeof import('./graphql.ts').DispositionsByCampaignDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query FloorNow {\n  dashboard {\n    agentCounts {\n      live\n      ready\n      inCall\n      paused\n      offline\n    }\n    agentsInCall\n  }\n  agents(first: 10) {\n    totalCount\n    nodes {\n      username\n      live {\n        state\n        statusText\n        since\n        campaign {\n          campaignId\n        }\n      }\n    }\n  }\n}"): typeof import('./graphql.ts').FloorNowDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "subscription HopperLive($campaignId: ID! = \"99489857\") {\n  hopper(campaignId: $campaignId) {\n    totalCount\n    added {\n      leadId\n      priority\n      source\n    }\n    removedLeadIds\n    observedAt\n  }\n}"): typeof import('./graphql.ts').HopperLiveDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query LeadsLeft {\n  campaigns {\n    campaignId\n    name\n    callSummary {\n      totalLeads\n      pending\n      dialable\n      penetration {\n        numerator\n        denominator\n        value\n      }\n    }\n  }\n}"): typeof import('./graphql.ts').LeadsLeftDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query OccupancyByAgent($period: PeriodInput! = {relative: YESTERDAY}, $orderBy: AgentActivityOrder! = {field: OCCUPANCY, direction: ASC}) {\n  agentActivityReport(period: $period, perAgent: true, orderBy: $orderBy) {\n    asOf\n    unreadableCount\n    rows {\n      agent {\n        username\n        name\n      }\n      totalCalls\n      availableSeconds\n      averageAvailableBetweenCallsSeconds\n      talkSeconds\n      averageHandleSeconds\n      occupancy {\n        numerator\n        denominator\n        value\n      }\n    }\n  }\n}"): typeof import('./graphql.ts').OccupancyByAgentDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query OneAgentsDay($username: String! = \"Ada.Alvarez\", $day: PeriodInput! = {relative: YESTERDAY}) {\n  agent(username: $username) {\n    username\n    name\n    calls(period: $day, first: 100) {\n      totalCount\n      nodes {\n        id\n        answeredAt\n        durationSeconds\n        disposition\n        campaign {\n          campaignId\n          name\n        }\n      }\n      groups(by: [DISPOSITION]) {\n        keys\n        count\n        averageDurationSeconds\n      }\n    }\n    activity(period: $day) {\n      portfolio {\n        code\n      }\n      firstActivityAt\n      lastActivityAt\n      talkSeconds\n      availableSeconds\n    }\n    pauses(period: $day) {\n      billableSeconds\n      nonBillableSeconds\n      codes {\n        code\n        seconds\n      }\n    }\n  }\n}"): typeof import('./graphql.ts').OneAgentsDayDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query PausesByCode($period: PeriodInput! = {relative: YESTERDAY}) {\n  agentPauseReport(period: $period) {\n    asOf\n    unreadableCount\n    totals {\n      code\n      seconds\n    }\n    rows {\n      agent {\n        username\n      }\n      codes {\n        code\n        seconds\n      }\n    }\n  }\n}"): typeof import('./graphql.ts').PausesByCodeDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query ServiceLevelByQueue($period: PeriodInput! = {relative: YESTERDAY}, $withinSeconds: Int! = 20) {\n  inboundCalls(period: $period) {\n    totalCount\n    groups(by: [QUEUE, HALF_HOUR], orderBy: {field: KEYS, direction: ASC}) {\n      keys\n      startsAt\n      count\n      abandoned {\n        numerator\n        denominator\n        value\n      }\n      serviceLevel(withinSeconds: $withinSeconds) {\n        numerator\n        denominator\n        value\n      }\n      averageQueueSeconds\n    }\n  }\n}"): typeof import('./graphql.ts').ServiceLevelByQueueDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query SupervisorMorning($yesterday: PeriodInput! = {relative: YESTERDAY}) {\n  dashboard {\n    agentCounts {\n      live\n      ready\n      inCall\n      paused\n      offline\n    }\n    agentsInCall\n  }\n  agentActivityReport(period: $yesterday) {\n    rows {\n      agent {\n        username\n      }\n      portfolio {\n        code\n      }\n      totalCalls\n      talkSeconds\n      breakSeconds\n      sales\n    }\n    summary {\n      kind\n      totalCalls\n      talkSeconds\n    }\n  }\n  campaigns(active: true) {\n    campaignId\n    name\n    hopper(first: 0) {\n      totalCount\n    }\n  }\n}"): typeof import('./graphql.ts').SupervisorMorningDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query TopDispositions($period: PeriodInput! = {relative: YESTERDAY}, $first: Int! = 10) {\n  outboundCalls(period: $period) {\n    totalCount\n    groups(by: [DISPOSITION], first: $first) {\n      keys\n      count\n    }\n  }\n}"): typeof import('./graphql.ts').TopDispositionsDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query VoicemailOrAnswered($day: PeriodInput! = {relative: YESTERDAY}) {\n  outboundCalls(\n    period: $day\n    filter: {dispositions: [\"Voicemail\"], carrier: {dispositions: [\"ANSWERED\"]}}\n    first: 100\n  ) {\n    totalCount\n    nodes {\n      id\n      startedAt\n      contactNumber\n      agentUsername\n      disposition\n      carrierMatch {\n        confidence\n        secondsApart\n        carrierCall {\n          id\n          disposition\n          durationSeconds\n          afterAnswerSeconds\n        }\n      }\n    }\n  }\n}"): typeof import('./graphql.ts').VoicemailOrAnsweredDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n      query AgentFound($username: String!) { agent(username: $username) { username } }\n    "): typeof import('./graphql.ts').AgentFoundDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n      query AgentOfNothing {\n        agent(username: \"b.okafor\") {\n          rank transferGroups campaign { campaignId } portfolios { code } profile { profileId }\n        }\n      }\n    "): typeof import('./graphql.ts').AgentOfNothingDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n      query AgentInactive { agent(username: \"old.timer\") { username name active portfolios { code } } }\n    "): typeof import('./graphql.ts').AgentInactiveDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query AgentNobody { agent(username: \"nobody\") { username } }"): typeof import('./graphql.ts').AgentNobodyDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n      query AccountOfLittle {\n        agent(username: \"b.okafor\") {\n          account { email userLevel hotkeysActive recordingOverride transferGroups }\n          productivity { totalCalls }\n        }\n      }\n    "): typeof import('./graphql.ts').AccountOfLittleDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n      query AccountOfNobody { agent(username: \"42\") { account { email } productivity { sales } } }\n    "): typeof import('./graphql.ts').AccountOfNobodyDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n      query AccountOfAnother { agent(username: \"42\") { username account { email } } }\n    "): typeof import('./graphql.ts').AccountOfAnotherDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n      query LiveUnknownWords {\n        agents(filter: {usernames: [\"b.okafor\", \"42\"]}) {\n          nodes { live { state statusText callType campaign { campaignId name active } } }\n        }\n      }\n    "): typeof import('./graphql.ts').LiveUnknownWordsDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n      query LiveState { agent(username: \"42\") { live { state statusText } } }\n    "): typeof import('./graphql.ts').LiveStateDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n      query LiveCallType { agent(username: \"42\") { live { callType } } }\n    "): typeof import('./graphql.ts').LiveCallTypeDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n        query LiveNothing { agent(username: \"42\") { username live { state } } }\n      "): typeof import('./graphql.ts').LiveNothingDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n      query LiveSince { agent(username: \"42\") { live { state since observedAt } } }\n    "): typeof import('./graphql.ts').LiveSinceDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n      query LiveObservedAt { agent(username: \"42\") { live { observedAt } } }\n    "): typeof import('./graphql.ts').LiveObservedAtDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n      query TodayOfNobody { agent(username: \"42\") { today { sales } } }\n    "): typeof import('./graphql.ts').TodayOfNobodyDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n      query TodayOfInactive {\n        agent(username: \"old.timer\") { today { callsHandled agent { name } portfolio { code } } }\n      }\n    "): typeof import('./graphql.ts').TodayOfInactiveDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n      query TimeUsageOfNobody { agent(username: \"42\") { timeUsage { talk } } }\n    "): typeof import('./graphql.ts').TimeUsageOfNobodyDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query AgentsWhere($status: AccountStatus! = ACTIVE, $filter: AgentFilter) {\n    agents(status: $status, filter: $filter) { totalCount nodes { username } }\n  }\n"): typeof import('./graphql.ts').AgentsWhereDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query AgentsUnlessAsked { agents { totalCount nodes { username } } }"): typeof import('./graphql.ts').AgentsUnlessAskedDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query AgentsBy($filter: AgentFilter, $orderBy: AgentOrder, $first: Int, $after: String, $last: Int, $before: String) {\n    agents(filter: $filter, orderBy: $orderBy, first: $first, after: $after, last: $last, before: $before) {\n      totalCount\n      edges { cursor node { username } }\n      pageInfo { hasNextPage }\n    }\n  }\n"): typeof import('./graphql.ts').AgentsByDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n      query CallsByFragments($day: PeriodInput) {\n        calls(period: $day) { nodes { ...AnyCall ...OutCall ... on InboundCall { seconds: durationSeconds } } }\n      }\n      fragment AnyCall on Call { __typename direction contactNumber }\n      fragment OutCall on OutboundCall { callType }\n    "): typeof import('./graphql.ts').CallsByFragmentsDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n      query Durations($day: PeriodInput) {\n        inboundCalls(period: $day) { nodes { durationSeconds } groups(by: []) { ...Figures } }\n        agentCalls(period: $day) { nodes { durationSeconds } groups(by: []) { ...Figures } }\n      }\n      fragment Figures on CallGroup {\n        keys count totalDurationSeconds averageDurationSeconds averageQueueSeconds maxQueueSeconds\n      }\n    "): typeof import('./graphql.ts').DurationsDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n      query CallKeys($day: PeriodInput) {\n        outboundCalls(period: $day, first: 300) { nodes { agent { username } portfolio { code } } }\n        inboundCalls(period: $day, first: 300) { nodes { agent { username id } portfolio { code id } } }\n        agentCalls(period: $day, first: 300) { nodes { agent { username } portfolio { code } } }\n      }\n    "): typeof import('./graphql.ts').CallKeysDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n      query CallCrossings($day: PeriodInput) {\n        outboundCalls(period: $day, first: 300) {\n          nodes { agentUsername agent { name } campaignName campaign { campaignId name } portfolio { code name } }\n        }\n        inboundCalls(period: $day, first: 300) {\n          nodes { agentUsername agent { name } campaignName campaign { campaignId name } portfolio { code name } }\n        }\n        agentCalls(period: $day, first: 300) {\n          nodes { agentUsername agent { name } campaignName campaign { campaignId name } portfolio { code name } }\n        }\n      }\n    "): typeof import('./graphql.ts').CallCrossingsDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n      query CallCrossingsThatFail($day: PeriodInput) {\n        outboundCalls(period: $day) { totalCount nodes { campaignName campaign { campaignId } agent { name } } }\n      }\n    "): typeof import('./graphql.ts').CallCrossingsThatFailDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n      query CallsOfTwins($day: PeriodInput) {\n        campaign(campaignId: \"103\") {\n          calls(period: $day) { totalCount } callSummary(period: $day) { totalCalls }\n        }\n      }\n    "): typeof import('./graphql.ts').CallsOfTwinsDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n      query CallsFiltered($day: PeriodInput) {\n        agent(username: \"agent.07\") {\n          sales: calls(period: $day, filter: {dispositions: [\"sale\"]}) { totalCount }\n          others: calls(period: $day, filter: {agents: [\"agent.08\", \"agent.09\"]}) { totalCount }\n          own: calls(period: $day, filter: {agents: [\"agent.08\", \"AGENT.07\"]}) { totalCount }\n        }\n        portfolio(code: \"SUR\") {\n          sales: calls(period: $day, filter: {dispositions: [\"sale\"]}) { totalCount }\n          none: calls(period: $day, filter: {portfolios: [\"NRD\"]}) { totalCount }\n        }\n      }\n    "): typeof import('./graphql.ts').CallsFilteredDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n    query NodesAndEdges($day: PeriodInput) {\n      inboundCalls(period: $day, first: 5) { nodes { id } edges { node { id } } }\n    }\n  "): typeof import('./graphql.ts').NodesAndEdgesDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  fragment WholeLead on Lead {\n    id leadId listId status agent { username } title firstName middleInitial lastName\n    phoneNumber altPhoneNumber email gender dateOfBirth comments isCustomer\n    address { line1 line2 line3 city state province postalCode countryCode }\n    customFields { name value }\n  }\n"): typeof import('./graphql.ts').WholeLeadFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query LeadLookedUp($id: ID!) { lead(leadId: $id) { ...WholeLead } }\n"): typeof import('./graphql.ts').LeadLookedUpDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query LeadName { lead(leadId: \"304\") { firstName } }"): typeof import('./graphql.ts').LeadNameDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n        query LeadByNumberToo { lead(leadId: 304, phoneNumber: \"8004321000\") { firstName } }\n      "): typeof import('./graphql.ts').LeadByNumberTooDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query LeadNode($id: ID!) { node(id: $id) { id } }"): typeof import('./graphql.ts').LeadNodeDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n      query LeadsOfNobody {\n        a: lead(leadId: \"\") { firstName } b: lead(leadId: \"abc\") { leadId } c: lead(leadId: 0) { leadId }\n      }\n    "): typeof import('./graphql.ts').LeadsOfNobodyDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n        query TwoLeads { a: lead(leadId: \"304\") { firstName } b: lead(leadId: \"305\") { firstName } }\n      "): typeof import('./graphql.ts').TwoLeadsDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n      query LeadThreeTimes($id: ID!) {\n        node(id: $id) { __typename ...WholeLead }\n        nodes(ids: [$id, $id]) { id }\n        lead(leadId: \"304\") { id }\n      }\n    "): typeof import('./graphql.ts').LeadThreeTimesDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n      query LeadKeys($period: PeriodInput!) {\n        campaign(campaignId: \"50010\") { hopper { nodes { lead { __typename id leadId } } } }\n        outboundCalls(period: $period) { nodes { lead { id leadId } } }\n      }\n    "): typeof import('./graphql.ts').LeadKeysDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n      query LeadFromEverywhere($id: ID!, $period: PeriodInput!) {\n        campaign(campaignId: \"50010\") { hopper(first: 1) { nodes { lead { leadId firstName } } } }\n        outboundCalls(period: $period) { nodes { lead { leadId firstName } } }\n        agent(username: \"maria.ortiz\") { live { lead { leadId firstName } } }\n        lead(leadId: $id) { leadId firstName }\n      }\n    "): typeof import('./graphql.ts').LeadFromEverywhereDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n        query LeadOfHopper {\n          campaign(campaignId: \"50010\") { hopper(first: 1) { nodes { lead { firstName } } } }\n        }\n      "): typeof import('./graphql.ts').LeadOfHopperDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n      query LeadOfCall($period: PeriodInput!) { outboundCalls(period: $period) { nodes { lead { firstName } } } }\n    "): typeof import('./graphql.ts').LeadOfCallDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n        query LeadOfLive { agent(username: \"maria.ortiz\") { live { lead { firstName } } } }\n      "): typeof import('./graphql.ts').LeadOfLiveDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n        query LeadsOfHopper { campaign(campaignId: \"50010\") { hopper { nodes { lead { ...WholeLead } } } } }\n      "): typeof import('./graphql.ts').LeadsOfHopperDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n        mutation AddLeadAndRead {\n          addLead(input: { phoneNumber: \"7275551111\", source: \"test\" }) {\n            ... on AddLeadSuccess { leadId lead { firstName } }\n          }\n        }\n      "): typeof import('./graphql.ts').AddLeadAndReadDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query IdsOfNodes($ids: [ID!]!) { nodes(ids: $ids) { id } }"): typeof import('./graphql.ts').IdsOfNodesDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query IdOfNode($x: ID!) { node(id: $x) { id } }"): typeof import('./graphql.ts').IdOfNodeDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n      query IdsBySpelling {\n        agent(username: \"maria.ortiz\") { today { agent { id username } profile { id } } }\n        agents { nodes { id } }\n      }\n    "): typeof import('./graphql.ts').IdsBySpellingDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n      query NodesOfAllKinds($ids: [ID!]!) {\n        nodes(ids: $ids) {\n          __typename id ... on Agent { username } ... on Campaign { name } ... on Portfolio { code }\n        }\n      }\n    "): typeof import('./graphql.ts').NodesOfAllKindsDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query IdsOfUnknownNodes($x: [ID!]!) { nodes(ids: $x) { id } }"): typeof import('./graphql.ts').IdsOfUnknownNodesDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query PageOfAgents($first: Int, $after: String, $last: Int, $before: String) {\n    page: agents(first: $first, after: $after, last: $last, before: $before) {\n      totalCount edges { cursor node { key: username } } nodes { key: username }\n      pageInfo { hasNextPage hasPreviousPage startCursor endCursor }\n    }\n  }\n"): typeof import('./graphql.ts').PageOfAgentsDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query PageOfHopper($first: Int, $after: String, $last: Int, $before: String) {\n    campaign(campaignId: \"1\") {\n      page: hopper(first: $first, after: $after, last: $last, before: $before) {\n        totalCount edges { cursor node { key: hopperId } } nodes { key: hopperId }\n        pageInfo { hasNextPage hasPreviousPage startCursor endCursor }\n      }\n    }\n  }\n"): typeof import('./graphql.ts').PageOfHopperDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n      query ActivityOfUnknown($day: PeriodInput) {\n        agentActivityReport(period: $day) {\n          columns { title } summary { kind }\n          rows {\n            agent { username name } portfolio { code name } profile { profileId name }\n            firstActivityAt totalCalls wrapUpSeconds\n          }\n        }\n      }\n    "): typeof import('./graphql.ts').ActivityOfUnknownDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n      query ActivityOf($day: PeriodInput, $agents: [String!]) {\n        agentActivityReport(period: $day, agents: $agents) { rows { totalCalls } summary { totalCalls } }\n      }\n    "): typeof import('./graphql.ts').ActivityOfDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n      query CallFiguresOf($day: PeriodInput) {\n        agentCallsReport(period: $day, agents: [\"A\"], portfolios: [\"NRD\", \"SUR\"], profiles: [\"VIP\"]) {\n          columns { title field } rows { totalCalls }\n        }\n      }\n    "): typeof import('./graphql.ts').CallFiguresOfDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n      query PauseCodes($day: PeriodInput!) {\n        agentPauseReport(period: $day) { columns { title field } rows { codes { code seconds } talkSeconds } }\n        agent(username: \"agent.02\") { pauses(period: $day) { agent { username } codes { code seconds } } }\n      }\n    "): typeof import('./graphql.ts').PauseCodesDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n        query DayOfReport { agentDayReport { from to rows { agent { username } } } }\n      "): typeof import('./graphql.ts').DayOfReportDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n        query DayReportAndToday { agentDayReport { rows { sales } } agents { nodes { today { sales } } } }\n      "): typeof import('./graphql.ts').DayReportAndTodayDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n      query InboundDaysOf($day: PeriodInput) {\n        both: inboundDailyReport(period: $day, portfolios: [\"NRD\", \"sur\"]) { rows { date } }\n        own: inboundDailyReport(period: $day, portfolios: [\"NRD\"]) { rows { date } }\n        portfolios { inboundDaily(period: $day) { date } }\n      }\n    "): typeof import('./graphql.ts').InboundDaysOfDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n        query InboundQuarter {\n          inboundDailyReport(period: {from: \"2026-03-01\", to: \"2026-05-31\"}) { rows { date } }\n        }\n      "): typeof import('./graphql.ts').InboundQuarterDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n    query EveryReport($day: PeriodInput!) {\n      agentActivityReport(period: $day) { columns { title } rows { sales } summary { kind } }\n      agentCallsReport(period: $day) { columns { title } rows { totalCalls } }\n      agentPauseReport(period: $day) { columns { title } rows { talkSeconds } }\n      inboundDailyReport(period: $day) { columns { title } rows { date } }\n      agentDayReport { from to rows { sales } }\n      agent(username: \"agent.01\") {\n        activity(period: $day) { sales } callFigures(period: $day) { totalCalls }\n        pauses(period: $day) { talkSeconds } today { sales }\n      }\n      portfolio(code: \"NRD\") { inboundDaily(period: $day) { date } }\n    }\n  "): typeof import('./graphql.ts').EveryReportDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n      query EveryList($day: PeriodInput) {\n        calls(period: $day) { totalCount nodes { id } }\n        outboundCalls(period: $day) { totalCount nodes { id } }\n        inboundCalls(period: $day) { totalCount nodes { id } }\n        agentCalls(period: $day) { totalCount nodes { id } }\n        c: outboundCalls(period: $day) { campaignSummaries { totalCalls } }\n      }\n    "): typeof import('./graphql.ts').EveryListDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n        query ReportsWithoutPeriod {\n          agentActivityReport { rows { sales } } a: agentActivityReport { summary { kind } }\n          agentCallsReport { rows { totalCalls } }\n          b: agentCallsReport(agents: null, portfolios: null) { columns { title } }\n          inboundDailyReport { rows { date } } c: inboundDailyReport { columns { title } }\n        }\n      "): typeof import('./graphql.ts').ReportsWithoutPeriodDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n      query OneReportFails($day: PeriodInput!) {\n        agent(username: \"agent.01\") {\n          activity(period: $day) { sales } callFigures(period: $day) { totalCalls }\n          pauses(period: $day) { talkSeconds } today { sales }\n        }\n        portfolio(code: \"NRD\") { inboundDaily(period: $day) { date } }\n      }\n    "): typeof import('./graphql.ts').OneReportFailsDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n      query OwnFigures($day: PeriodInput!) {\n        agent(username: \"agent.01\") {\n          activity(period: $day) { sales portfolio { code } } callFigures(period: $day) { totalCalls }\n          pauses(period: $day) { talkSeconds } today { sales portfolio { code } }\n        }\n      }\n    "): typeof import('./graphql.ts').OwnFiguresDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n      query OwnFiguresOfNobody($day: PeriodInput!) {\n        agent(username: \"agent.09\") {\n          activity(period: $day) { sales } callFigures(period: $day) { totalCalls }\n          pauses(period: $day) { talkSeconds } today { sales }\n        }\n      }\n    "): typeof import('./graphql.ts').OwnFiguresOfNobodyDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  subscription Floor($usernames: [String!], $filter: AgentFilter) {\n    agentStatus(usernames: $usernames, filter: $filter) {\n      agent { username name }\n      status { state statusText since observedAt color }\n      previousState\n      observedAt\n    }\n  }\n"): typeof import('./graphql.ts').FloorDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Live($filter: AgentFilter, $status: AccountStatus! = ACTIVE) {\n    agents(first: 1000, filter: $filter, status: $status) {\n      nodes { username live { state observedAt } }\n    }\n  }\n"): typeof import('./graphql.ts').LiveDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n    query ReadyAgents { agents(first: 1000, filter: { states: [READY] }, orderBy: { field: STATE }) { totalCount nodes { live { state } } } }\n  "): typeof import('./graphql.ts').ReadyAgentsDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query Anna { agent(username: \"ANNA\") { live { state } } }"): typeof import('./graphql.ts').AnnaDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n    query SeenAgents { agents { nodes { username live { state } } } cleo: agent(username: \"cleo\") { live { state } } }\n  "): typeof import('./graphql.ts').SeenAgentsDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query Day($period: PeriodInput!) {\n    outboundCalls(period: $period, first: 500) {\n      totalCount\n      unreadableCount\n      nodes { id startedAt contactNumber agentUsername disposition portfolio { code } leadId }\n      groups(by: [DISPOSITION, AGENT]) { count }\n    }\n  }\n"): typeof import('./graphql.ts').DayDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query TypedAgent($username: String!, $period: PeriodInput) {\n    agent(username: $username) {\n      id level live { state since } activity(period: $period) { totalCalls }\n    }\n  }\n"): typeof import('./graphql.ts').TypedAgentDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "\n  query TypedAgents($status: AccountStatus! = ACTIVE, $first: Int) {\n    agents(status: $status, first: $first) { totalCount }\n  }\n"): typeof import('./graphql.ts').TypedAgentsDocument;


export function graphql(source: string) {
  return (documents as any)[source] ?? {};
}
