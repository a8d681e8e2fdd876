/// The flags that HotSpot knows in the measured releases.
///
/// Each entry groups flags by their standing in JDK 11.0.13, 17.0.9, 21.0.8 and 25.0.2, one letter each:
/// `p` product, `d` diagnostic, `e` experimental, `v` only in debug builds, `i` accepted and ignored with a
/// warning, `-` unrecognised, which keeps the process from starting. Read off real JVMs (Temurin builds for
/// Linux on x86-64) with `-XX:+PrintFlagsFinal` and, for names that a release does not print, by starting
/// it with the flag. Entries of four dashes are names of older releases that none of them takes.
extension KnownFlags {
  static let table: [(standing: String, names: String)] = [
    (
      "pppp",
      """
      ActiveProcessorCount AdaptiveSizeDecrementScaleFactor AdaptiveSizeMajorGCDecayTimeScale \
      AdaptiveSizePolicyInitializingSteps AdaptiveSizePolicyOutputInterval \
      AdaptiveSizePolicyWeight AdaptiveSizeThroughPutPolicy AdaptiveTimeWeight AggressiveHeap \
      AlignVector AllocateHeapAt AllocateInstancePrefetchLines AllocatePrefetchDistance \
      AllocatePrefetchInstr AllocatePrefetchLines AllocatePrefetchStepSize \
      AllocatePrefetchStyle AllowParallelDefineClass AllowUserSignalHandlers \
      AllowVectorizeOnDemand AlwaysActAsServerClassMachine AlwaysCompileLoopMethods \
      AlwaysPreTouch AlwaysRestoreFPU AlwaysTenure ArrayCopyLoadStoreMaxElem AutoBoxCacheMax \
      BCEATraceLevel BackgroundCompilation BlockLayoutByFrequency \
      BlockLayoutMinDiamondPercentage BlockLayoutRotateLoops C1OptimizeVirtualCallProfiling \
      C1ProfileBranches C1ProfileCalls C1ProfileCheckcasts C1ProfileInlinedCalls \
      C1ProfileVirtualCalls C1UpdateMethodData CICompilerCount CICompilerCountPerCPU CITime \
      CheckJNICalls ClassUnloading ClassUnloadingWithConcurrentMark ClipInlining \
      CodeCacheExpansionSize CompactStrings CompileCommand CompileCommandFile CompileOnly \
      CompileThreshold CompileThresholdScaling CompilerThreadPriority CompilerThreadStackSize \
      CompressedClassSpaceSize ConcGCThreads ConditionalMoveLimit ContendedPaddingWidth \
      CrashOnOutOfMemoryError CreateCoredumpOnCrash DTraceAllocProbes DTraceMethodProbes \
      DTraceMonitorProbes DisableAttachMechanism DisableExplicitGC DisplayVMOutputToStderr \
      DisplayVMOutputToStdout DoEscapeAnalysis DontCompileHugeMethods DumpLoadedClassList \
      DumpReplayDataOnError EagerXrunInit EliminateAllocationArraySizeLimit \
      EliminateAllocations EliminateAutoBox EliminateLocks EliminateNestedLocks \
      EnableContended EnableDynamicAgentLoading ErgoHeapSizeLimit ErrorFile ErrorFileToStderr \
      ErrorFileToStdout ErrorLogTimeout EscapeAnalysisTimeout EstimateArgEscape \
      ExecutingUnitTests ExitOnOutOfMemoryError ExplicitGCInvokesConcurrent \
      ExtensiveErrorReports ExtraSharedClassListFile FlightRecorder FlightRecorderOptions \
      ForceTimeHighResolution FreqInlineSize G1ConcMarkStepDurationMillis \
      G1ConcRefinementThreads G1ConfidencePercent G1HeapRegionSize G1HeapWastePercent \
      G1MixedGCCountTarget G1RSetUpdatingPauseTimePercent G1RefProcDrainInterval \
      G1ReservePercent G1SATBBufferEnqueueingThresholdPercent G1SATBBufferSize \
      G1UpdateBufferSize G1UseAdaptiveIHOP GCDrainStackTargetSize GCHeapFreeLimit \
      GCPauseIntervalMillis GCTimeLimit GCTimeRatio HeapBaseMinAddress HeapDumpAfterFullGC \
      HeapDumpBeforeFullGC HeapDumpOnOutOfMemoryError HeapDumpPath \
      HeapMaximumCompactionInterval HeapSearchSteps HeapSizePerGCThread IgnoreEmptyClassPaths \
      IgnoreUnrecognizedVMOptions IncreaseFirstTierCompileThresholdAt IncrementalInline \
      InitialCodeCacheSize InitialHeapSize InitialRAMPercentage InitialSurvivorRatio \
      InitialTenuringThreshold InitiatingHeapOccupancyPercent Inline InlineDataFile \
      InlineSmallCode InlineSynchronizedMethods InteriorEntryAlignment \
      InterpreterProfilePercentage JavaMonitorsInStackTrace JavaPriority10_To_OSPriority \
      JavaPriority1_To_OSPriority JavaPriority2_To_OSPriority JavaPriority3_To_OSPriority \
      JavaPriority4_To_OSPriority JavaPriority5_To_OSPriority JavaPriority6_To_OSPriority \
      JavaPriority7_To_OSPriority JavaPriority8_To_OSPriority JavaPriority9_To_OSPriority \
      LargePageHeapSizeThreshold LargePageSizeInBytes LiveNodeCountInliningCutoff \
      LoadExecStackDllInVMThread LoopMaxUnroll LoopOptsCount LoopPercentProfileLimit \
      LoopStripMiningIter LoopStripMiningIterShortLoop LoopUnrollLimit LoopUnrollMin \
      LoopUnswitching ManagementServer MarkStackSize MarkStackSizeMax \
      MarkSweepAlwaysCompactCount MarkSweepDeadRatio MaxBCEAEstimateLevel MaxBCEAEstimateSize \
      MaxDirectMemorySize MaxFDLimit MaxGCPauseMillis MaxHeapFreeRatio MaxHeapSize \
      MaxInlineLevel MaxInlineSize MaxJNILocalCapacity MaxJavaStackTraceDepth MaxJumpTableSize \
      MaxJumpTableSparseness MaxLabelRootDepth MaxLoopPad MaxMetaspaceExpansion \
      MaxMetaspaceFreeRatio MaxMetaspaceSize MaxNewSize MaxNodeLimit MaxRAM MaxRAMPercentage \
      MaxRecursiveInlineLevel MaxTenuringThreshold MaxTrivialSize MaxVectorSize MetaspaceSize \
      MethodFlushing MinHeapDeltaBytes MinHeapFreeRatio MinJumpTableSize MinMetaspaceExpansion \
      MinMetaspaceFreeRatio MinRAMPercentage MinSurvivorRatio MinTLABSize \
      MultiArrayExpandLimit NUMAChunkResizeWeight NUMAInterleaveGranularity \
      NUMASpaceResizeRate NUMAStats NativeMemoryTracking NeverActAsServerClassMachine \
      NeverTenure NewRatio NewSize NewSizeThreadIncrease NmethodSweepActivity \
      NodeLimitFudgeFactor NonNMethodCodeHeapSize NonProfiledCodeHeapSize \
      NumberOfLoopInstrToAlign ObjectAlignmentInBytes OldPLABSize OmitStackTraceInFastThrow \
      OnError OnOutOfMemoryError OnStackReplacePercentage OptimizeFill OptimizePtrCompare \
      OptimizeStringConcat OptoBundling OptoLoopAlignment OptoRegScheduling OptoScheduling \
      PLABWeight PSChunkLargeArrays ParGCArrayScanChunk ParallelGCBufferWastePct \
      ParallelGCThreads ParallelRefProcBalancingEnabled ParallelRefProcEnabled \
      PartialPeelAtUnsignedTests PartialPeelLoop PartialPeelNewPhiDelta PausePadding \
      PerBytecodeRecompilationCutoff PerBytecodeTrapLimit PerMethodRecompilationCutoff \
      PerMethodTrapLimit PerfAllowAtExitRegistration PerfBypassFileSystemCheck \
      PerfDataMemorySize PerfDataSaveFile PerfDataSaveToFile PerfDisableSharedMem \
      PerfMaxStringConstLength PreTouchParallelChunkSize PreferInterpreterNativeStubs \
      PrefetchCopyIntervalInBytes PrefetchScanIntervalInBytes PreserveFramePointer \
      PretenureSizeThreshold PrintClassHistogram PrintCodeCache PrintCodeCacheOnCompilation \
      PrintCommandLineFlags PrintCompilation PrintConcurrentLocks PrintExtendedThreadInfo \
      PrintFlagsFinal PrintFlagsInitial PrintFlagsRanges PrintGC PrintGCDetails \
      PrintHeapAtSIGBREAK PrintSharedArchiveAndExit PrintStringTableStatistics \
      PrintTieredEvents PrintVMOptions PrintWarnings ProfileInterpreter \
      ProfileMaturityPercentage ProfiledCodeHeapSize PromotedPadding \
      QueuedAllocationWarningCount RangeCheckElimination ReassociateInvariants \
      ReduceBulkZeroing ReduceFieldZeroing ReduceInitialCardMarks ReduceSignalUsage \
      RelaxAccessControlCheck ReplayDataFile ReservedCodeCacheSize ResizePLAB ResizeTLAB \
      RestoreMXCSROnJNICalls RestrictContended RestrictReservedStack RewriteBytecodes \
      RewriteFrequentPairs SafepointTimeout SafepointTimeoutDelay SegmentedCodeCache \
      SelfDestructTimer SharedArchiveConfigFile SharedArchiveFile SharedBaseAddress \
      SharedClassListFile SharedSymbolTableBucketSize ShenandoahGCHeuristics ShenandoahGCMode \
      ShowMessageBoxOnError ShrinkHeapInSteps SoftRefLRUPolicyMSPerMB SplitIfBlocks \
      StackRedPages StackReservedPages StackShadowPages StackTraceInThrowable StackYellowPages \
      StartAggressiveSweepingAt StartAttachListener StartFlightRecording \
      StringDeduplicationAgeThreshold StringTableSize SuperWordLoopUnrollAnalysis \
      SuperWordReductions SuppressFatalErrorMessage SurvivorPadding SurvivorRatio \
      TLABAllocationWeight TLABRefillWasteFraction TLABSize TLABWasteIncrement \
      TLABWasteTargetPercent TargetPLABWastePct TargetSurvivorRatio \
      TenuredGenerationSizeIncrement TenuredGenerationSizeSupplement \
      TenuredGenerationSizeSupplementDecay ThreadPriorityPolicy ThreadPriorityVerbose \
      ThreadStackSize ThresholdTolerance Tier0BackedgeNotifyFreqLog Tier0InvokeNotifyFreqLog \
      Tier0ProfilingStartPercentage Tier23InlineeNotifyFreqLog Tier2BackEdgeThreshold \
      Tier2BackedgeNotifyFreqLog Tier2CompileThreshold Tier2InvokeNotifyFreqLog \
      Tier3BackEdgeThreshold Tier3BackedgeNotifyFreqLog Tier3CompileThreshold Tier3DelayOff \
      Tier3DelayOn Tier3InvocationThreshold Tier3InvokeNotifyFreqLog Tier3LoadFeedback \
      Tier3MinInvocationThreshold Tier4BackEdgeThreshold Tier4CompileThreshold \
      Tier4InvocationThreshold Tier4LoadFeedback Tier4MinInvocationThreshold TieredCompilation \
      TieredCompileTaskTimeout TieredRateUpdateMaxTime TieredRateUpdateMinTime \
      TieredStopAtLevel TraceJVMTI TrackedInitializationLimit TrapBasedNullChecks \
      TrapBasedRangeChecks TypeProfileArgsLimit TypeProfileLevel \
      TypeProfileMajorReceiverPercent TypeProfileParmsLimit TypeProfileWidth \
      UnguardOnExecutionViolation UseAES UseAVX \
      UseAdaptiveGenerationSizePolicyAtMajorCollection \
      UseAdaptiveGenerationSizePolicyAtMinorCollection UseAdaptiveNUMAChunkSizing \
      UseAdaptiveSizeDecayMajorGCCost UseAdaptiveSizePolicy UseAdaptiveSizePolicyFootprintGoal \
      UseAdaptiveSizePolicyWithSystemGC UseAddressNop UseBASE64Intrinsics UseBMI1Instructions \
      UseBMI2Instructions UseBimorphicInlining UseCLMUL UseCMoveUnconditionally \
      UseCodeCacheFlushing UseCompiler UseCompressedClassPointers UseCompressedOops \
      UseCondCardMark UseContainerSupport UseCountLeadingZerosInstruction \
      UseCountTrailingZerosInstruction UseCountedLoopSafepoints UseDivMod \
      UseDynamicNumberOfCompilerThreads UseDynamicNumberOfGCThreads UseFMA UseFPUForSpilling \
      UseFastJNIAccessors UseFastStosb UseG1GC UseGCOverheadLimit UseInlineCaches \
      UseInterpreter UseJumpTables UseLargePages UseLargePagesIndividualAllocation \
      UseLoopCounter UseLoopInvariantCodeMotion UseLoopPredicate \
      UseMaximumCompactionOnSystemGC UseNUMA UseNUMAInterleaving UseNewLongLShift \
      UseOnStackReplacement UseOnlyInlinedBimorphic UseOprofile \
      UsePSAdaptiveSurvivorSizePolicy UseParallelGC UsePerfData UsePopCountInstruction \
      UseProfiledLoopPredicate UseSHA UseSSE UseSSE42Intrinsics UseSerialGC UseShenandoahGC \
      UseSignalChaining UseStoreImmI16 UseStringDeduplication UseSubwordForMaxVector \
      UseSuperWord UseTLAB UseThreadPriorities UseTransparentHugePages UseTypeProfile \
      UseTypeSpeculation UseUnalignedLoadStores UseVectorCmov UseXMMForArrayCopy \
      UseXMMForObjInit UseXmmI2D UseXmmI2F UseXmmLoadAndClearUpper UseXmmRegToRegMoveAll \
      VMThreadPriority VMThreadStackSize ValueMapInitialSize ValueMapMaxLoopSize \
      ValueSearchLimit VerifySharedSpaces YoungGenerationSizeIncrement \
      YoungGenerationSizeSupplement YoungGenerationSizeSupplementDecay YoungPLABSize \
      ZAllocationSpikeTolerance ZCollectionInterval ZFragmentationLimit ZeroTLAB
      """
    ),
    (
      "dddd",
      """
      AVX3Threshold AbortVMOnCompilationFailure AbortVMOnException AbortVMOnExceptionMessage \
      AbortVMOnSafepointTimeout AbortVMOnVMOperationTimeout AbortVMOnVMOperationTimeoutDelay \
      CIPrintCompileQueue CheckIntrinsics CodeCacheMinBlockLength CompilerDirectivesFile \
      CompilerDirectivesIgnoreCompileCommands CompilerDirectivesLimit CompilerDirectivesPrint \
      DebugInlinedCalls DebugNonSafepoints DeferInitialCardMark DisableIntrinsic \
      DisplayVMOutput DominatorSearchLimit DumpPrivateMappingsInCore DumpSharedMappingsInCore \
      EnableThreadSMRStatistics FoldStableValues ForceUnreachable G1SummarizeRSetStatsPeriod \
      G1VerifyHeapRegionCodeRoots GuaranteedSafepointInterval HandshakeTimeout \
      IdealizeClearArrayNode ImplicitNullChecks InitArrayShortSize \
      InjectGCWorkerCreationFailure InlineArrayCopy InlineClassNatives InlineMathNatives \
      InlineNatives InlineObjectCopy InlineObjectHash InlineReflectionGetCallerClass \
      InlineThreadNatives InlineUnsafeOps LogCompilation LogEvents LogEventsBufferEntries \
      LogFile LogVMOutput MinPassesBeforeFlush OptimizeExpensiveOps PauseAtExit PauseAtStartup \
      PauseAtStartupFile PrintAdapterHandlers PrintAssembly PrintAssemblyOptions \
      PrintCompilation2 PrintInlining PrintInterpreter PrintIntrinsics PrintMethodData \
      PrintMethodHandleStubs PrintNMTStatistics PrintNMethods PrintNativeNMethods \
      PrintOptoAssembly PrintSignatureHandlers PrintStubCode ProfileDynamicTypes \
      ReduceNumberOfCompilerThreads SafepointALot ScavengeRootsInCode SerializeVMOutput \
      ShenandoahAllocFailureALot ShenandoahCASBarrier ShenandoahCloneBarrier \
      ShenandoahDegeneratedGC ShenandoahHumongousMoves ShenandoahLoadRefBarrier \
      ShenandoahOOMDuringEvacALot ShenandoahSATBBarrier ShenandoahVerify ShenandoahVerifyLevel \
      ShowHiddenFrames ShowRegistersOnAssert SpecialArraysEquals SpecialEncodeISOArray \
      SpecialStringCompareTo SpecialStringEquals SpecialStringIndexOf StressGCM StressLCM \
      StringDeduplicationResizeALot TraceCompilerThreads TraceSpilling TraceTypeProfile \
      UnlockDiagnosticVMOptions UseAESCTRIntrinsics UseAESIntrinsics UseAdler32Intrinsics \
      UseBootstrapCallInfo UseCRC32CIntrinsics UseCRC32Intrinsics \
      UseCharacterCompareIntrinsics UseCopySignIntrinsic UseCpuAllocPath UseGHASHIntrinsics \
      UseIncDec UseInlineDepthForSpeculativeTypes UseLibmIntrinsic UseMathExactIntrinsics \
      UseMontgomeryMultiplyIntrinsic UseMontgomerySquareIntrinsic UseMulAddIntrinsic \
      UseMultiplyToLenIntrinsic UseNewCode UseNewCode2 UseNewCode3 UseSHA1Intrinsics \
      UseSHA256Intrinsics UseSHA512Intrinsics UseSignumIntrinsic UseSquareToLenIntrinsic \
      UseSwitchProfiling UseUnalignedAccesses UseVectorizedMismatchIntrinsic \
      VerifyAdapterCalls VerifyAfterGC VerifyBeforeExit VerifyBeforeGC VerifyBeforeIteration \
      VerifyDuringGC VerifyDuringStartup VerifyGCStartAt VerifyGCType VerifyMethodHandles \
      VerifyStringTableAtExit VerifySubSet WhiteBoxAPI ZVerifyForwarding ZVerifyMarking
      """
    ),
    (
      "p---",
      """
      AggressiveOpts AllowJNIEnvProxy AllowNonVirtualCalls AssumeMP BindGCTaskThreadsToCPUs \
      BranchOnRegister CMSAbortSemantics CMSAbortablePrecleanMinWorkPerIteration \
      CMSAbortablePrecleanWaitMillis CMSBitMapYieldQuantum CMSBootstrapOccupancy \
      CMSClassUnloadingEnabled CMSClassUnloadingMaxInterval CMSCleanOnEnter \
      CMSConcMarkMultiple CMSConcurrentMTEnabled CMSCoordinatorYieldSleepCount \
      CMSEdenChunksRecordAlways CMSExpAvgFactor CMSExtrapolateSweep CMSIncrementalSafetyFactor \
      CMSIndexedFreeListReplenish CMSInitiatingOccupancyFraction CMSIsTooFullPercentage \
      CMSLargeCoalSurplusPercent CMSLargeSplitSurplusPercent CMSLoopWarn \
      CMSMaxAbortablePrecleanLoops CMSMaxAbortablePrecleanTime CMSOldPLABMax CMSOldPLABMin \
      CMSOldPLABNumRefills CMSOldPLABReactivityFactor CMSOldPLABResizeQuicker \
      CMSOldPLABToleranceFactor CMSPLABRecordAlways CMSParallelInitialMarkEnabled \
      CMSParallelRemarkEnabled CMSParallelSurvivorRemarkEnabled CMSPrecleanDenominator \
      CMSPrecleanIter CMSPrecleanNumerator CMSPrecleanRefLists1 CMSPrecleanRefLists2 \
      CMSPrecleanSurvivors1 CMSPrecleanSurvivors2 CMSPrecleanThreshold CMSPrecleaningEnabled \
      CMSPrintChunksInDump CMSPrintObjectsInDump CMSRemarkVerifyVariant \
      CMSReplenishIntermediate CMSRescanMultiple CMSSamplingGrain CMSScavengeBeforeRemark \
      CMSScheduleRemarkEdenPenetration CMSScheduleRemarkEdenSizeThreshold \
      CMSScheduleRemarkSamplingRatio CMSSmallCoalSurplusPercent CMSSmallSplitSurplusPercent \
      CMSSplitIndexedFreeListBlocks CMSTriggerInterval CMSTriggerRatio CMSWaitDuration \
      CMSWorkQueueDrainThreshold CMSYield CMSYieldSleepCount CMSYoungGenPerWorker \
      CMS_FLSPadding CMS_FLSWeight CMS_SweepPadding CMS_SweepTimerThresholdMillis \
      CMS_SweepWeight CalculateClassFingerprint CompactFields CompilationPolicyChoice \
      CompilerThreadHintNoPreempt Debugging ErrorReportServer FLSAlwaysCoalesceLarge \
      FLSCoalescePolicy FLSLargestBlockCoalesceProximity FailOverToOldVerifier \
      FieldsAllocationStyle ForceNUMA G1RSetScanBlockSize GCLockerInvokesConcurrent \
      GCTaskTimeStampEntries InitialBootClassLoaderMetaspaceSize InsertMemBarAfterArraycopy \
      LIRFillDelaySlots MonitorBound MonitorInUseLists NeedsDeoptSuspend OldPLABWeight \
      ParGCDesiredObjsFromOverflowList ParGCTrimOverflow ParGCUseLocalOverflow \
      PrintJNIResolving PrintSafepointStatistics PrintSafepointStatisticsCount \
      PrintSafepointStatisticsTimeout PrintVMQWaitTime ProfileIntervals ProfileIntervalsTicks \
      ProfileVM ProfilerPrintByteCodeStatistics ProfilerRecordPC ResizeOldPLAB \
      ShenandoahSoftMaxHeapSize ThreadLocalHandshakes Tier3AOTBackEdgeThreshold \
      Tier3AOTCompileThreshold Tier3AOTInvocationThreshold Tier3AOTMinInvocationThreshold \
      TraceClassLoading TraceClassUnloading TransmitErrorReport UnlinkSymbolsALot \
      UseAdaptiveGCBoundary UseCMSBestFit UseCMSInitiatingOccupancyOnly UseConcMarkSweepGC \
      UseGCTaskAffinity UseLWPSynchronization UseLargePagesInMetaspace \
      UseLegacyJNINameEscaping UseMembar UseOSErrorReporting UseParallelOldGC \
      UseRDPCForConstantTableBase VMThreadHintNoPreempt VerifyMergedCPBytecodes ZMarkStacksMax \
      ZPath ZStallOnOutOfMemory
      """
    ),
    (
      "eeee",
      """
      AlwaysAtomicAccesses AlwaysSafeConstructors BootstrapJVMCI \
      DisablePrimordialThreadGuardPages EagerJVMCI EnableJVMCI EpsilonElasticTLAB \
      EpsilonElasticTLABDecay EpsilonMaxTLABSize EpsilonMinHeapExpand EpsilonPrintHeapSteps \
      EpsilonTLABDecayTime EpsilonTLABElasticity EpsilonUpdateCountersStep \
      G1AdaptiveIHOPNumInitialSamples G1ExpandByPercentOfAvailable G1LastPLABAverageOccupancy \
      G1MaxNewSizePercent G1MixedGCLiveThresholdPercent G1NewSizePercent \
      G1OldCSetRegionThresholdPercent G1RebuildRemSetChunkSize G1UseReferencePrecleaning \
      JVMCICounterSize JVMCICountersExcludeCompiler JVMCIHostThreads JVMCINMethodSizeLimit \
      JVMCIPrintProperties JVMCIThreads JVMCITraceLevel ObjectCountCutOffPercent \
      PerMethodSpecTrapLimit PrintBootstrap ReferencesPerThread ShenandoahAllocSpikeFactor \
      ShenandoahAllocationThreshold ShenandoahAlwaysClearSoftRefs \
      ShenandoahControlIntervalAdjustPeriod ShenandoahControlIntervalMax \
      ShenandoahControlIntervalMin ShenandoahCriticalFreeThreshold ShenandoahEvacReserve \
      ShenandoahEvacReserveOverflow ShenandoahEvacWaste ShenandoahFullGCThreshold \
      ShenandoahGarbageThreshold ShenandoahGuaranteedGCInterval ShenandoahImmediateThreshold \
      ShenandoahImplicitGCInvokesConcurrent ShenandoahInitFreeThreshold \
      ShenandoahLearningSteps ShenandoahMarkLoopStride ShenandoahMarkScanPrefetch \
      ShenandoahMaxRegionSize ShenandoahMaxSATBBufferFlushes ShenandoahMinFreeThreshold \
      ShenandoahMinRegionSize ShenandoahPacing ShenandoahPacingCycleSlack \
      ShenandoahPacingIdleSlack ShenandoahPacingMaxDelay ShenandoahPacingSurcharge \
      ShenandoahParallelRegionStride ShenandoahRegionSampling ShenandoahRegionSamplingRate \
      ShenandoahRegionSize ShenandoahSATBBufferSize ShenandoahTargetNumRegions \
      ShenandoahUncommit ShenandoahUncommitDelay SpecTrapLimitExtraEntries SymbolTableSize \
      TrustFinalNonStaticFields UnlockExperimentalVMOptions UseCriticalCompilerThreadPriority \
      UseCriticalJavaThreadPriority UseEpsilonGC UseFastUnorderedTimeStamps UseJVMCICompiler \
      WorkStealingHardSpins WorkStealingSleepMillis WorkStealingSpinToYieldRatio \
      WorkStealingYieldsBeforeSleep hashCode
      """
    ),
    (
      "---d",
      """
      AOTAdapterCaching AOTCacheParallelRelocation AOTCodeMaxSize AOTInvokeDynamicLinking \
      AOTPrintTrainingInfo AOTRecordTraining AOTReplayTraining AOTStubCaching \
      AOTVerifyTrainingData AbortVMOnAOTCodeFailure AbortVMOnSafepointTimeoutDelay \
      AutoVectorizationOverrideProfitability CaptureBailoutInformation \
      DeoptimizeOnAllocationException EnableX86ECoreOpts G1NumCodeRootsCostSampleThreshold \
      G1NumCollectionsKeepPinned LightweightFastLockingSpins LoopMultiversioning MergeStores \
      PrintCompilerMemoryStatisticsAtExit PrintMemoryMapAtExit PrintVMInfoAtExit \
      ReduceAllocationMerges ServiceThreadCleanupInterval ShenandoahAllowOldMarkingPreemption \
      ShenandoahCardBarrier ShenandoahCoalesceChance SkipTier2IfPossible StressMacroExpansion \
      StressUnstableIfTraps SuperWordAutomaticAlignment \
      SuperWordStoreToLoadForwardingFailureDetection Tier0ProfileDelayFactor \
      Tier2ProfileDelayFactor UseDilithiumIntrinsics UseIntPolyIntrinsics UseKyberIntrinsics \
      UseObjectMonitorTable UseStoreStoreForCtor UseThreadsLockThrottleLock \
      VerifyConstraintCasts X86ICacheSync ZStressFastMediumPageAllocation \
      ZUseMediumPageSizeRange
      """
    ),
    (
      "-ddd",
      """
      AllowArchivingWithJavaAgent ArchiveRelocationMode ArrayOperationPartialInlineSize \
      AsyncDeflationInterval AvgMonitorsPerThreadEstimate ControlIntrinsic \
      DeoptimizeNMethodBarriersALot DiagnoseSyncOnValueBasedClasses DumpPerfMapAtExit \
      EliminateAllocationFieldsLimit ErrorLogPrintCodeLimit GuaranteedAsyncDeflationInterval \
      HandshakeALot IncrementalInlineForceCleanup IncrementalInlineMH IncrementalInlineVirtual \
      IntelJccErratumMitigation MonitorDeflationMax NoAsyncDeflationProgressMax \
      PrintCodeHeapAnalytics PrintMetaspaceStatisticsAtExit RepeatCompilation \
      ShenandoahStackWatermarkBarrier StressCCP StressIGVN StressSeed \
      StringDeduplicationHashSeed Tier0Delay TieredOldPercentage UseKNLSetting \
      UseMD5Intrinsics UseSHA3Intrinsics UseVectorMacroLogic VerifyArchivedFields \
      VerifyReceiverTypes ZStressRelocateInPlace ZVerifyObjects ZVerifyRoots
      """
    ),
    (
      "---e",
      """
      AOTCompileEagerly AlwaysRecordEvolDependencies G1OldCSetGroupSize \
      G1RetainRegionLiveThresholdPercent LibJVMCICompilerThreadHidden \
      ShenandoahAgingCyclePeriod ShenandoahDoNotIgnoreGrowthAfterYoungCycles \
      ShenandoahExpediteMixedThreshold ShenandoahExpeditePromotionsThreshold \
      ShenandoahGenerationalAdaptiveTenuring ShenandoahGenerationalCensusAtEvac \
      ShenandoahGenerationalCensusIgnoreOlderCohorts ShenandoahGenerationalHumongousReserve \
      ShenandoahGenerationalMaxTenuringAge ShenandoahGenerationalMinTenuringAge \
      ShenandoahGenerationalTenuringCohortPopulationThreshold \
      ShenandoahGenerationalTenuringMortalityRateThreshold ShenandoahGuaranteedOldGCInterval \
      ShenandoahGuaranteedYoungGCInterval ShenandoahIgnoreGarbageThreshold \
      ShenandoahIgnoreOldGrowthBelowPercentage ShenandoahMaxYoungPercentage \
      ShenandoahMinOldGenGrowthPercent ShenandoahMinYoungPercentage ShenandoahMinimumOldTimeMs \
      ShenandoahNoProgressThreshold ShenandoahOldCompactionReserve \
      ShenandoahOldEvacRatioPercent ShenandoahOldEvacWaste ShenandoahOldGarbageThreshold \
      ShenandoahPromoEvacWaste UseAPX
      """
    ),
    (
      "d---",
      """
      BindCMSThreadToCPU BlockOffsetArrayUseUnallocatedBlock CPUForCMSThread \
      EnableThreadSMRExtraValidityChecks FLSVerifyAllHeapReferences FLSVerifyIndexTable \
      FLSVerifyLists ForceDynamicNumberOfGCThreads IgnoreUnverifiableClassesDuringDump \
      ParGCCardsPerStrideChunk ParGCStridesPerThread ProfilerNumberOfCompiledMethods \
      ProfilerNumberOfInterpretedMethods ProfilerNumberOfRuntimeStubNodes \
      ProfilerNumberOfStubMethods ShenandoahCodeRootsStyle ShenandoahOptimizeStaticFinals \
      ShenandoahPreclean StringDeduplicationRehashALot TraceJVMTIObjectTagging \
      TraceNMethodInstalls UseAOTStrictLoading UseImplicitStableValues \
      UseSemaphoreGCThreadsSynchronization ZConcurrentJNIWeakGlobalHandles \
      ZConcurrentStringTable ZConcurrentVMWeakHandles ZOptimizeLoadBarriers \
      ZStatisticsForceTrace ZSymbolTableUnloading ZUnmapBadViews ZWeakRoots
      """
    ),
    (
      "--dd",
      """
      AlwaysPreTouchStacks DelayCompilerStubsGeneration DuplicateBackedge \
      ErrorLogSecondaryErrorDetails G1NumCardsCostSampleThreshold \
      G1RestoreRetainedRegionChunksPerWorker G1UseConcRefinement InlineSecondarySupersTest \
      MallocLimit MinInlineFrequencyRatio MonitorUnlinkBatch OptimizeUnstableIf \
      ShowCarrierFrames StressIncrementalInlining StressSecondarySupers THPStackMitigation \
      UseChaCha20Intrinsics UseMadvPopulateWrite UsePoly1305Intrinsics UseSecondarySupersCache \
      UseSecondarySupersTable UseVectorizedHashCodeIntrinsic VerifySecondarySupers \
      ZBufferStoreBarriers ZIndexDistributorStrategy ZOldGCThreads ZTenuringThreshold \
      ZVerifyRemembered ZYoungGCThreads
      """
    ),
    (
      "ppp-",
      """
      AdaptiveSizePolicyCollectionCostMargin BaseFootPrintEstimate DoReserveCopyInSuperWord \
      DontYieldALot GCLockerEdenExpansionPercent HeapFirstMaximumCompactionCount \
      InitialRAMFraction MaxGCMinorPauseMillis MaxRAMFraction MinRAMFraction NUMAPageScanRate \
      OldSize ParallelOldDeadWoodLimiterMean ParallelOldDeadWoodLimiterStdDev \
      PreserveAllAnnotations ProcessDistributionStride RTMRetryCount RegisterFinalizersAtInit \
      ScavengeBeforeFullGC TLABStats UseCounterDecay UseHugeTLBFS UseRTMDeopt UseRTMLocking \
      UseSHM
      """
    ),
    (
      "----",
      """
      ExplicitGCInvokesConcurrentAndUnloadsClasses G1PrintHeapRegions GCLogFileSize \
      NumberOfGCLogFiles PrintAdaptiveSizePolicy PrintGCApplicationConcurrentTime \
      PrintGCApplicationStoppedTime PrintGCCause PrintGCDateStamps PrintGCTimeStamps \
      PrintHeapAtGC PrintPromotionFailure PrintReferenceGC PrintTenuringDistribution \
      UseCGroupMemoryLimitForHeap UseCompressedStrings UseFastAccessorMethods UseG1OldGCMXBean \
      UseGCLogFileRotation UseParNewGC UseSplitVerifier UseStringCache
      """
    ),
    (
      "-eee",
      """
      EnableJVMCIProduct EnableVectorAggressiveReboxing EnableVectorReboxing \
      EnableVectorSupport G1EagerReclaimRemSetThreshold JVMCIEventLogLevel \
      JVMCILibDumpJNIConfig JVMCILibPath ShenandoahAdaptiveDecayFactor \
      ShenandoahAdaptiveInitialConfidence ShenandoahAdaptiveInitialSpikeThreshold \
      ShenandoahAdaptiveSampleFrequencyHz ShenandoahAdaptiveSampleSizeSeconds \
      StringDeduplicationCleanupDeadMinimum StringDeduplicationCleanupDeadPercent \
      StringDeduplicationGrowTableLoad StringDeduplicationInitialTableSize \
      StringDeduplicationShrinkTableLoad StringDeduplicationTargetTableLoad TimerSlack \
      UseJVMCINativeLibrary UseVectorStubs
      """
    ),
    (
      "-ppp",
      """
      AdjustStackSizeForTLS AllowRedefinitionToAddDeleteMethods ArchiveClassesAtExit \
      AsyncLogBufferSize C1InlineStackLimit C1MaxInlineLevel C1MaxInlineSize \
      C1MaxRecursiveInlineLevel C1MaxTrivialSize CompilationMode G1PeriodicGCInterval \
      G1PeriodicGCInvokesConcurrent G1PeriodicGCSystemLoadThreshold HeapDumpGzipLevel \
      MinHeapSize RecordDynamicDumpInfo ShowCodeDetailsInExceptionMessages SoftMaxHeapSize \
      SweeperThreshold ZUncommit ZUncommitDelay
      """
    ),
    (
      "pp--",
      """
      AliasLevel AlwaysLockClassLoader BiasedLockingBulkRebiasThreshold \
      BiasedLockingBulkRevokeThreshold BiasedLockingDecayTime BiasedLockingStartupDelay \
      CriticalJNINatives ExtendedDTraceProbes FilterSpuriousWakeups G1RSetRegionEntries \
      G1RSetSparseRegionEntries MinInliningThreshold PreferContainerQuotaForCPUCount \
      PrefetchFieldsAhead PrintSharedDictionary UseBiasedLocking UseCodeAging UseHeavyMonitors \
      UseOptoBiasInlining
      """
    ),
    (
      "--ee",
      """
      DoJVMTIVirtualThreadTransitions G1RemSetArrayOfCardsEntries \
      G1RemSetCoarsenHowlBitmapToHowlFullPercent G1RemSetCoarsenHowlToFullPercent \
      G1RemSetFreeMemoryKeepExcessRatio G1RemSetFreeMemoryRescheduleDelayMillis \
      G1RemSetFreeMemoryStepDurationMillis G1RemSetHowlMaxNumBuckets G1RemSetHowlNumBuckets \
      JVMCICompilerIdleDelay JVMCINativeLibraryErrorFile JVMCINativeLibraryThreadFraction \
      JVMCIThreadsPerNativeLibraryRuntime ReplayReduce UseGraalJIT VMContinuations
      """
    ),
    (
      "dd--",
      """
      DynamicallyResizeSystemDictionaries G1VerifyRSetsDuringFullGC \
      GCParallelVerificationEnabled HotMethodDetectionLimit InlineFrequencyCount \
      InlineNIOCheckIndex LogTouchedMethods MallocMaxTestWords PrintBiasedLockingStatistics \
      PrintPreciseBiasedLockingStatistics PrintTouchedMethodsAtExit ShenandoahElasticTLAB \
      ShenandoahLoopOptsAfterExpansion ShenandoahSelfFixing StressCodeAging
      """
    ),
    (
      "e---",
      """
      AOTLibrary EmitSync G1PretouchAuxiliaryMemory MethodProfileWidth PrintAOT \
      ShenandoahRefProcFrequency SurvivorAlignmentInBytes SyncFlags SyncKnobs SyncVerbose \
      UseAOT UseCriticalCMSThreadPriority
      """
    ),
    (
      "---p",
      """
      AOTCache AOTCacheOutput AOTClassLinking AOTConfiguration AOTMode FullGCHeapDumpLimit \
      LogClassLoadingCauseFor ProfileExceptionHandlers TypeProfileSubTypeCheckCommonThreshold \
      UseCompactObjectHeaders UserThreadWaitAttemptsAtExit
      """
    ),
    (
      "eee-",
      """
      ArrayAllocatorMallocLimit PostLoopMultiversioning RTMAbortRatio RTMAbortThreshold \
      RTMLockingCalculationDelay RTMLockingThreshold RTMSpinLoopCount RTMTotalCountIncrRate \
      ShenandoahHumongousThreshold UseRTMForStackLocks UseRTMXendForLockBusy
      """
    ),
    (
      "ppi-",
      """
      G1ConcRSHotCardLimit G1ConcRSLogCacheSize G1ConcRefinementGreenZone \
      G1ConcRefinementRedZone G1ConcRefinementServiceIntervalMillis \
      G1ConcRefinementThresholdStep G1ConcRefinementYellowZone G1UseAdaptiveConcRefinement \
      RefDiscoveryPolicy
      """
    ),
    (
      "--pp",
      """
      AutoCreateSharedArchive GCCardSizeInBytes UseSystemMemoryBarrier \
      ZCollectionIntervalMajor ZCollectionIntervalMinor ZCollectionIntervalOnly \
      ZYoungCompactionLimit
      """
    ),
    (
      "ddd-",
      """
      GCLockerRetryAllocationCount PrintMethodFlushingStatistics \
      PrintPreciseRTMLockingStatistics ShenandoahIUBarrier VerifyGCLevel \
      VerifyObjectStartArray VerifyRememberedSets
      """
    ),
    (
      "vvdd",
      """
      CIPrintCompilerName InlineFrequencyRatio ReplayCompiles ReplayIgnoreInitErrors \
      ReplaySuppressInitializers TraceDeoptimization
      """
    ),
    (
      "ee--",
      """
      G1EagerReclaimHumongousObjects G1EagerReclaimHumongousObjectsWithStaleRefs \
      ShenandoahSuspendibleWorkers ShenandoahUnloadClassesFrequency
      """
    ),
    (
      "pddd",
      """
      BytecodeVerificationLocal BytecodeVerificationRemote StressLdcRewrite \
      ZStatisticsInterval
      """
    ),
    (
      "pi--",
      """
      AssertOnSuspendWaitFailure SuspendRetryCount SuspendRetryDelay TraceSuspendWaitFailures
      """
    ),
    (
      "-dd-",
      """
      ExpandSubTypeCheckAtParseTime UseVtableBasedCHA ZVerifyViews
      """
    ),
    (
      "ppii",
      """
      DumpSharedSpaces RequireSharedSpaces UseSharedSpaces
      """
    ),
    (
      "-d--",
      """
      MetaspaceHandleDeallocations ShenandoahNMethodBarrier
      """
    ),
    (
      "-pii",
      """
      DynamicDumpSharedSpaces MetaspaceReclaimPolicy
      """
    ),
    (
      "-pp-",
      """
      UseEmptySlotsInSupers UseNotificationThread
      """
    ),
    (
      "eddd",
      """
      AggressiveUnboxing MonitorUsedDeflationThreshold
      """
    ),
    (
      "i---",
      """
      MaxPermSize PermSize
      """
    ),
    (
      "pppi",
      """
      PerfDataSamplingInterval UseLinuxPosixThreadCPUClocks
      """
    ),
    (
      "--d-",
      """
      ZAsyncUnmappingLimit
      """
    ),
    (
      "--e-",
      """
      InlineCacheBufferSize
      """
    ),
    (
      "--ep",
      """
      LockingMode
      """
    ),
    (
      "--pi",
      """
      ZGenerational
      """
    ),
    (
      "-di-",
      """
      G1UsePreventiveGC
      """
    ),
    (
      "-dv-",
      """
      MetaspaceGuardAllocations
      """
    ),
    (
      "-epp",
      """
      TrimNativeHeapInterval
      """
    ),
    (
      "-p--",
      """
      UseContainerCpuShares
      """
    ),
    (
      "-ppi",
      """
      ZMarkStackSpaceLimit
      """
    ),
    (
      "dppp",
      """
      ZProactive
      """
    ),
    (
      "eppp",
      """
      UseZGC
      """
    ),
    (
      "pppv",
      """
      TimeLinearScan
      """
    ),
    (
      "pvvv",
      """
      DeoptimizeRandom
      """
    ),
    (
      "veee",
      """
      CodeCacheSegmentSize
      """
    ),
    (
      "vvee",
      """
      CodeEntryAlignment
      """
    ),
  ]
}
