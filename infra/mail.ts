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
  /** Where the domain's DNS is, when Route 53 has it: SES's records are written there. */
  zone: IPublicHostedZone | undefined;
  config: Config;
  monitoring: Monitoring;
}

/** SES: the identity mails come from, how they are sent, and what SES tells about them afterwards. */
export class Mail extends Construct {
  /** SES's events on every mail. They carry addresses: encrypted here, and FEEDBACK alone reads the queue behind. */
  readonly events: Topic;
  /** Encrypts what SES publishes: its events, and mails that unsubscribe. */
  readonly key: Key;
  /** What a function needs to call SES; goes with `grantSend`. */
  readonly environment: Record<'FROM_ADDRESS' | 'REPLY_TO' | 'LIST_DOMAIN' | 'CONFIGURATION_SET' | 'SES_SHARE', string>;
  /** What has to stand in DNS before SES sends, as lines of a zone file, unless Route 53 has it already. */
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
    // One that is there serves other mail too: it stays as it is, and SEND names the configuration set with every mail.
    const made = config.existingIdentity
      ? undefined
      : new EmailIdentity(this, 'Identity', {
          identity: zone ? Identity.publicHostedZone(zone) : Identity.domain(config.domain),
          configurationSet,
          mailFromDomain: bounceDomain(config.domain),
          // Bounces come as events; without this SES would also mail them to the From address.
          feedbackForwarding: false,
        });

    // SES cannot use the AWS-managed key of SNS: its policy cannot be given to another service.
    this.key = new Key(this, 'EventsKey', {
      description: 'SES events, on their way through SNS',
      removalPolicy: RemovalPolicy.DESTROY,
    });
    Validations.of(this.key).acknowledge({
      id: 'AwsSolutions-KMS5',
      reason: 'AWS makes it, and it encrypts what is kept for four days; each rotation would cost another key a month.',
    });
    // No condition on the account: AWS documents none for SES. The policies of the topics that the key serves have it.
    this.key.grant(new ServicePrincipal('ses.amazonaws.com'), 'kms:GenerateDataKey*', 'kms:Decrypt');
    this.events = new Topic(this, 'Events', { masterKey: this.key, enforceSSL: true });
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
    rate('Bounce', 'low', 0.02, 'One mail in 50 bounces, many times what a list of double opt-in does; at 4 % digests stop.');
    rate('Bounce', 'high', 0.04, 'One mail in 25 bounces; at 5 % SES reviews the account and may stop every digest.');
    rate('Complaint', 'low', 0.0005, 'One reader in 2,000 marks digests as spam; at 0.08 % digests stop.');
    rate(
      'Complaint',
      'high',
      0.0008,
      'Readers mark digests as spam; at 0.1 % SES reviews the account and mailbox providers file all digests as spam.',
    );
  }

  /**
   * Lets a function send, as this sender and with this configuration set only. IAM is asked for whichever identity SES finds: the domain,
   * the sender's address where somebody verified that too, and in the sandbox the recipient's as well.
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

/** What DNS has to hold before SES signs for an identity and bounces go to its domain, as lines of a zone file. */
function recordsOf(identity: EmailIdentity, domain: string): Record<string, string> {
  return {
    ...Object.fromEntries(identity.dkimRecords.map(({ name, value }, i) => [`DnsDkim${i + 1}`, `${name}. CNAME ${value}.`])),
    DnsMailFromMx: `${bounceDomain(domain)}. MX 10 feedback-smtp.${Stack.of(identity).region}.amazonses.com.`,
    DnsMailFromSpf: `${bounceDomain(domain)}. TXT "v=spf1 include:amazonses.com ~all"`,
  };
}
