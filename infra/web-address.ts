import { ApiMapping, DomainName, type HttpApi, type IStage } from 'aws-cdk-lib/aws-apigatewayv2';
import { Certificate, CertificateValidation } from 'aws-cdk-lib/aws-certificatemanager';
import { ARecord, type IHostedZone, RecordTarget } from 'aws-cdk-lib/aws-route53';
import { ApiGatewayv2DomainProperties } from 'aws-cdk-lib/aws-route53-targets';
import { Construct } from 'constructs';

interface WebAddressProps {
  api: HttpApi;
  /** The publisher's domain, such as `papers.example.org`. Without one the API has the name that AWS gave it. */
  domain: string | undefined;
  /** Its Route 53 zone, if it has one: the records are written there. */
  zone: IHostedZone | undefined;
}

/** The address at which readers reach the API: the API's own name, or a domain with its certificate. */
export class WebAddress extends Construct {
  /** The base of every link, without a slash at the end. */
  readonly url: string;
  /** The DNS record of the domain, as a line of a zone file. Empty if the stack writes it to Route 53. */
  readonly dnsRecords: Record<string, string> = {};
  private readonly api: HttpApi;
  private readonly name: DomainName | undefined;

  constructor(scope: Construct, id: string, { api, domain, zone }: WebAddressProps) {
    super(scope, id);
    this.url = domain ? `https://${domain}` : api.apiEndpoint;
    this.api = api;
    if (!domain) return;
    // The name that AWS gave also goes on working: older mails link to it.
    const certificate = new Certificate(this, 'Certificate', {
      domainName: domain,
      validation: CertificateValidation.fromDns(zone),
    });
    this.name = new DomainName(this, 'Name', { domainName: domain, certificate });
    const { regionalDomainName, regionalHostedZoneId } = this.name;
    if (zone) {
      // No AAAA record: the API answers over IPv4 only.
      new ARecord(this, 'Address', {
        zone,
        recordName: domain,
        target: RecordTarget.fromAlias(new ApiGatewayv2DomainProperties(regionalDomainName, regionalHostedZoneId)),
      });
    } else this.dnsRecords.DnsWeb = `${domain}. CNAME ${regionalDomainName}.`;
  }

  /** Maps the domain to a stage of the API. */
  leadTo(stage: IStage): void {
    if (this.name) new ApiMapping(this, 'Mapping', { api: this.api, domainName: this.name, stage });
  }
}
