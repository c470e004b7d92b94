import { Arn, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { ComparisonOperator, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import {
  ConfigurationSet,
  ConfigurationSetTlsPolicy,
  EmailIdentity,
  EmailSendingEvent,
  EventDestination,
  Identity,
  SuppressionReasons,
} from 'aws-cdk-lib/aws-ses';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { Config } from './config.ts';
import type { AlarmProps, Monitoring } from './monitoring.ts';
import type { NodeFunction } from './node-function.ts';

/** SES: the identity mails come from, how they are sent, and what SES tells about them afterwards. */
export class Mail extends Construct {
  /** SES's events on every mail. They carry addresses: encrypted here, and FEEDBACK alone reads the queue behind. */
  readonly events: Topic;
  /** What a function needs to call SES; goes with `grantSend`. */
  readonly environment: { FROM_ADDRESS: string; REPLY_TO: string; LIST_DOMAIN: string; CONFIGURATION_SET: string };
  /** What has to stand in DNS before SES sends: outputs of the stack, as lines of a zone file. */
  readonly dnsRecords: Record<string, string>;
  private readonly arns: string[];

  constructor(scope: Construct, id: string, { config, monitoring }: { config: Config; monitoring: Monitoring }) {
    super(scope, id);
    const configurationSet = new ConfigurationSet(this, 'ConfigurationSet', {
      reputationMetrics: true,
      suppressionReasons: SuppressionReasons.BOUNCES_AND_COMPLAINTS,
      tlsPolicy: ConfigurationSetTlsPolicy.REQUIRE,
      // A digest four hours late belongs to the next morning.
      maxDeliveryDuration: Duration.hours(4),
    });
    const bounceDomain = `bounce.${config.domain}`;
    const identity = new EmailIdentity(this, 'Identity', {
      identity: Identity.domain(config.domain),
      configurationSet,
      mailFromDomain: bounceDomain,
      // Bounces come as events; without this SES would also mail them to the From address.
      feedbackForwarding: false,
    });

    // SES cannot use the AWS-managed key of SNS: its policy cannot be given to another service.
    const key = new Key(this, 'EventsKey', {
      description: 'SES events, on their way through SNS',
      enableKeyRotation: true,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const ses = new ServicePrincipal('ses.amazonaws.com', {
      conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
    });
    key.grant(ses, 'kms:GenerateDataKey*', 'kms:Decrypt');
    this.events = new Topic(this, 'Events', { masterKey: key, enforceSSL: true });
    // Opens and clicks are not among them: readers are not tracked. Nor deliveries: Send proves as much, and each event of
    // every mail costs a third of what the mail does. SNS, because EventBridge gets SES's events at best effort.
    configurationSet.addEventDestination('ToFeedback', {
      destination: EventDestination.snsTopic(this.events),
      events: [
        EmailSendingEvent.SEND,
        EmailSendingEvent.REJECT,
        EmailSendingEvent.BOUNCE,
        EmailSendingEvent.COMPLAINT,
        EmailSendingEvent.RENDERING_FAILURE,
      ],
    });

    this.environment = {
      FROM_ADDRESS: config.from,
      REPLY_TO: config.replyTo,
      LIST_DOMAIN: config.domain,
      CONFIGURATION_SET: configurationSet.configurationSetName,
    };
    const setArn = Arn.format(
      { service: 'ses', resource: 'configuration-set', resourceName: configurationSet.configurationSetName },
      Stack.of(this),
    );
    this.arns = [identity.emailIdentityArn, setArn];
    this.dnsRecords = {
      ...Object.fromEntries(identity.dkimRecords.map(({ name, value }, i) => [`DnsDkim${i + 1}`, `${name}. CNAME ${value}.`])),
      DnsMailFromMx: `${bounceDomain}. MX 10 feedback-smtp.${Stack.of(this).region}.amazonses.com.`,
      DnsMailFromSpf: `${bounceDomain}. TXT "v=spf1 include:amazonses.com ~all"`,
      DnsDmarc: `_dmarc.${config.domain}. TXT "v=DMARC1; p=quarantine"`,
    };

    // SES reviews an account at a bounce rate of 5 % or a complaint rate of 0.1 %, and pauses it at 10 % or 0.5 %.
    const reputation = (name: string, metricName: string, threshold: number, rest: Pick<AlarmProps, 'severity' | 'impact'>) =>
      monitoring.alarm(this, name, {
        ...rest,
        metric: new Metric({ namespace: 'AWS/SES', metricName, statistic: 'Average', period: Duration.hours(1) }),
        when: { comparison: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD, threshold },
      });
    reputation('BounceRateHigh', 'Reputation.BounceRate', 0.04, {
      severity: 'high',
      impact: 'One mail in 25 bounces; at 5 % SES reviews the account and may stop every digest.',
    });
    reputation('ComplaintRateHigh', 'Reputation.ComplaintRate', 0.0008, {
      severity: 'high',
      impact: 'Readers mark digests as spam; at 0.1 % SES reviews the account and mailbox providers file all digests as spam.',
    });
  }

  /** Lets a function send, as this sender and with this configuration set only. */
  grantSend(fn: NodeFunction): void {
    fn.may(['ses:SendEmail'], this.arns, { StringEquals: { 'ses:FromAddress': this.environment.FROM_ADDRESS } });
    this.grantAccount(fn);
  }

  /** Lets a function ask for send rate and quota. */
  grantAccount(fn: NodeFunction): void {
    fn.may(['ses:GetAccount'], ['*']);
    fn.acknowledgeWildcard('*', 'ses:GetAccount (send rate and quota) knows no resources.');
  }
}
