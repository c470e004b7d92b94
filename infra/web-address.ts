import { ApiMapping, DomainName, type HttpApi, type IStage } from 'aws-cdk-lib/aws-apigatewayv2';
import { Certificate, CertificateValidation } from 'aws-cdk-lib/aws-certificatemanager';
import { ARecord, type IHostedZone, RecordTarget } from 'aws-cdk-lib/aws-route53';
import { ApiGatewayv2DomainProperties } from 'aws-cdk-lib/aws-route53-targets';
import { Construct } from 'constructs';

interface WebAddressProps {
  api: HttpApi;
  /** A name of one's own, such as `papers.example.org`; without one the API has the name that AWS gave it. */
  domain: string | undefined;
  /** Where its DNS is, when Route 53 has it: the records are written there. */
  zone: IHostedZone | undefined;
}

/** Where readers reach the API: its own name, or a domain with its certificate. */
export class WebAddress extends Construct {
  /** The base of every link, without a slash at the end. */
  readonly url: string;
  /** What has to stand in DNS, as a line of a zone file, unless Route 53 has it already. */
  readonly dnsRecords: Record<string, string> = {};
  private readonly api: HttpApi;
  private readonly name: DomainName | undefined;

  constructor(scope: Construct, id: string, { api, domain, zone }: WebAddressProps) {
    super(scope, id);
    this.url = domain ? `https://${domain}` : api.apiEndpoint;
    this.api = api;
    if (!domain) return;
    // The name that AWS gave stays open: mails sent before there was a domain link to it.
    const certificate = new Certificate(this, 'Certificate', {
      domainName: domain,
      validation: CertificateValidation.fromDns(zone),
    });
    this.name = new DomainName(this, 'Name', { domainName: domain, certificate });
    const { regionalDomainName, regionalHostedZoneId } = this.name;
    if (zone) {
      // No AAAA: the API answers over IPv4 alone, so an alias would have no address to give.
      new ARecord(this, 'Address', {
        zone,
        recordName: domain,
        target: RecordTarget.fromAlias(new ApiGatewayv2DomainProperties(regionalDomainName, regionalHostedZoneId)),
      });
    } else this.dnsRecords.DnsWeb = `${domain}. CNAME ${regionalDomainName}.`;
  }

  /** Lets the domain lead to a stage of the API. */
  leadTo(stage: IStage): void {
    if (this.name) new ApiMapping(this, 'Mapping', { api: this.api, domainName: this.name, stage });
  }
}
