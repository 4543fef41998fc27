import persistent from '@eventstore/db-client/generated/persistent_pb.js';
import type { ConsumerInfo, GroupInfo } from '../persistent/info.ts';

type SubscriptionInfo = InstanceType<typeof persistent.SubscriptionInfo>;
type ConnectionInfo = InstanceType<typeof persistent.SubscriptionInfo.ConnectionInfo>;

/** A group's statistics as clients get them. */
export function subscriptionInfo(info: GroupInfo): SubscriptionInfo {
  const { settings } = info;
  const message = new persistent.SubscriptionInfo();
  message.setEventSource(info.eventSource);
  message.setGroupName(info.groupName);
  message.setStatus(info.status);
  message.setConnectionsList(info.consumers.map(connectionInfo));
  message.setAveragePerSecond(info.averagePerSecond);
  message.setTotalItems(String(info.totalItems));
  message.setCountSinceLastMeasurement(String(info.countSinceLast));
  message.setLastCheckpointedEventPosition(info.lastCheckpoint);
  message.setLastKnownEventPosition(info.lastKnown);
  message.setResolveLinkTos(settings.resolveLinks);
  message.setStartFrom(settings.startFrom);
  message.setMessageTimeoutMilliseconds(settings.messageTimeoutMs);
  message.setExtraStatistics(settings.extraStatistics);
  message.setMaxRetryCount(settings.maxRetryCount);
  message.setLiveBufferSize(settings.liveBufferSize);
  message.setBufferSize(settings.historyBufferSize);
  message.setReadBatchSize(settings.readBatchSize);
  message.setCheckPointAfterMilliseconds(settings.checkpointAfterMs);
  message.setMinCheckPointCount(settings.minCheckpointCount);
  message.setMaxCheckPointCount(settings.maxCheckpointCount);
  message.setReadBufferCount(info.readBufferCount);
  message.setLiveBufferCount(String(info.liveBufferCount));
  message.setRetryBufferCount(info.retryBufferCount);
  message.setTotalInFlightMessages(info.inFlightCount);
  message.setOutstandingMessagesCount(info.outstandingCount);
  message.setNamedConsumerStrategy(settings.strategy);
  message.setMaxSubscriberCount(settings.maxSubscriberCount);
  message.setParkedMessageCount(String(info.parkedCount));
  return message;
}

function connectionInfo(info: ConsumerInfo): ConnectionInfo {
  const message = new persistent.SubscriptionInfo.ConnectionInfo();
  message.setUsername(info.username);
  message.setConnectionName(info.connectionName);
  message.setAverageItemsPerSecond(info.averagePerSecond);
  message.setTotalItems(String(info.totalItems));
  message.setCountSinceLastMeasurement(String(info.countSinceLast));
  message.setAvailableSlots(info.availableSlots);
  message.setInFlightMessages(info.inFlightCount);
  message.setObservedMeasurementsList(
    info.measurements.map(([key, valueMs]) => {
      const measurement = new persistent.SubscriptionInfo.Measurement();
      measurement.setKey(key);
      measurement.setValue(String(valueMs));
      return measurement;
    }),
  );
  return message;
}
