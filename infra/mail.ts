import { Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import { ComparisonOperator } from 'aws-cdk-lib/aws-cloudwatch';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { type IPublicHostedZone, TxtRecord } from 'aws-cdk-lib/aws-route53';
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
import { bounceDomain, type Config } from './config.ts';
import { type Monitoring, reputation } from './monitoring.ts';
import type { NodeFunction } from './node-function.ts';

interface MailProps {
  /** The domain's Route 53 zone, if it has one: SES's records are written there. */
  zone: IPublicHostedZone | undefined;
  config: Config;
  monitoring: Monitoring;
}

/** SES: the identity that mails come from, the configuration set, and the events on every mail. */
export class Mail extends Construct {
  /** SES's events on every mail. They hold addresses, so they are encrypted, and only FEEDBACK reads their queue. */
  readonly events: Topic;
  /** Encrypts what SES publishes: its events, and mails that unsubscribe. */
  readonly key: Key;
  /** The environment that a function needs to call SES, together with `grantSend`. */
  readonly environment: Record<'FROM_ADDRESS' | 'REPLY_TO' | 'LIST_DOMAIN' | 'CONFIGURATION_SET' | 'SES_SHARE', string>;
  /** The DNS records that SES needs, as lines of a zone file. Empty if the stack writes them to Route 53. */
  readonly dnsRecords: Record<string, string>;
  private readonly arns: string[];

  constructor(scope: Construct, id: string, { zone, config, monitoring }: MailProps) {
    super(scope, id);
    const configurationSet = new ConfigurationSet(this, 'ConfigurationSet', {
      suppressionReasons: SuppressionReasons.BOUNCES_AND_COMPLAINTS,
      tlsPolicy: ConfigurationSetTlsPolicy.REQUIRE,
      // A digest four hours late belongs to the next morning.
      maxDeliveryDuration: Duration.hours(4),
    });
    // An existing identity serves other mail too, so it stays as it is. SEND names the configuration set with every mail.
    const made = config.existingIdentity
      ? undefined
      : new EmailIdentity(this, 'Identity', {
          identity: zone ? Identity.publicHostedZone(zone) : Identity.domain(config.domain),
          configurationSet,
          mailFromDomain: bounceDomain(config.domain),
          // Bounces come as events; without this SES would also mail them to the From address.
          feedbackForwarding: false,
        });

    // SES cannot use the AWS-managed key of SNS, whose policy cannot be changed.
    this.key = new Key(this, 'EventsKey', {
      description: 'SES events, on their way through SNS',
      removalPolicy: RemovalPolicy.DESTROY,
    });
    Validations.of(this.key).acknowledge({
      id: 'AwsSolutions-KMS5',
      reason: 'AWS makes the key, and it encrypts data that is kept for four days. Each rotation would cost another key a month.',
    });
    // No condition on the account: AWS documents none for SES. The policies of the topics have one.
    this.key.grant(new ServicePrincipal('ses.amazonaws.com'), 'kms:GenerateDataKey*', 'kms:Decrypt');
    this.events = new Topic(this, 'Events', { masterKey: this.key, enforceSSL: true });
    // No opens and clicks: readers are not tracked. No deliveries: the event Send proves as much, and an event costs a third of
    // what its mail costs. SNS, because EventBridge gets SES's events at best effort only.
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
      SES_SHARE: String(config.sesShare / 100),
    };
    const arn = (resource: string, resourceName: string) => Stack.of(this).formatArn({ service: 'ses', resource, resourceName });
    this.arns = [arn('identity', '*'), arn('configuration-set', configurationSet.configurationSetName)];
    const dmarc = config.dmarc === 'off' ? undefined : `v=DMARC1; p=${config.dmarc}`;
    if (zone && dmarc) new TxtRecord(this, 'Dmarc', { zone, recordName: '_dmarc', values: [dmarc] });
    this.dnsRecords = zone
      ? {}
      : {
          ...(made && recordsOf(made, config.domain)),
          ...(dmarc && { DnsDmarc: `_dmarc.${config.domain}. TXT "${dmarc}"` }),
        };

    // SES reviews an account at a bounce rate of 5 % or a complaint rate of 0.1 %, and pauses it at 10 % or 0.5 %.
    const rate = (kind: string, severity: 'high' | 'low', threshold: number, impact: string) =>
      monitoring.alarm(this, `${kind}Rate${severity === 'high' ? 'High' : 'Rising'}`, {
        severity,
        impact,
        metric: reputation(kind),
        when: { comparison: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD, threshold },
      });
    rate(
      'Bounce',
      'low',
      0.02,
      'One mail in 50 bounces, many times more than usual where every sign-up is confirmed. At 4 % digests stop.',
    );
    rate('Bounce', 'high', 0.04, 'One mail in 25 bounces. At 5 % SES reviews the account and may stop all digests.');
    rate('Complaint', 'low', 0.0005, 'One reader in 2,000 marks digests as spam. At 0.08 % digests stop.');
    rate(
      'Complaint',
      'high',
      0.0008,
      'Readers mark digests as spam. At 0.1 % SES reviews the account and mailbox providers put all digests into spam folders.',
    );
  }

  /**
   * Lets a function send, as this sender and with this configuration set only. SES asks IAM for each identity that it finds: the
   * domain, the sender's address if that is verified too, and in the sandbox the recipient's address.
   */
  grantSend(fn: NodeFunction): void {
    fn.allow(['ses:SendEmail'], this.arns, { StringEquals: { 'ses:FromAddress': this.environment.FROM_ADDRESS } });
    fn.acknowledgeWildcard(
      'arn:<AWS::Partition>:ses:<AWS::Region>:<AWS::AccountId>:identity/*',
      'In the sandbox SES asks IAM for the identity of each recipient; the condition fixes the sender.',
    );
  }

  /** Lets a function ask for send rate and quota. */
  grantAccount(fn: NodeFunction): void {
    fn.allow(['ses:GetAccount'], ['*']);
    fn.acknowledgeWildcard('*', 'ses:GetAccount (send rate and quota) knows no resources.');
  }
}

/** The DNS records of an identity, as lines of a zone file: DKIM, and the MX and SPF records of its bounce domain. */
function recordsOf(identity: EmailIdentity, domain: string): Record<string, string> {
  return {
    ...Object.fromEntries(identity.dkimRecords.map(({ name, value }, i) => [`DnsDkim${i + 1}`, `${name}. CNAME ${value}.`])),
    DnsMailFromMx: `${bounceDomain(domain)}. MX 10 feedback-smtp.${Stack.of(identity).region}.amazonses.com.`,
    DnsMailFromSpf: `${bounceDomain(domain)}. TXT "v=spf1 include:amazonses.com ~all"`,
  };
}
