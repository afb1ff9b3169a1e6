"""MiniStack, with the resource types of Cordon's templates that it does not know taken and not acted on.

docs/operations.md lists what that leaves untested.
"""

from ministack.app import main
from ministack.services.cloudformation import provisioners

NOT_EMULATED = (
    "AWS::EC2::FlowLog",
    "AWS::EC2::SecurityGroupEgress",
    "AWS::EC2::SecurityGroupIngress",
    "AWS::Route53Resolver::FirewallDomainList",
    "AWS::Route53Resolver::FirewallRuleGroup",
    "AWS::Route53Resolver::FirewallRuleGroupAssociation",
    "AWS::WAFv2::LoggingConfiguration",
    "AWS::WAFv2::WebACLAssociation",
)


def create(logical_id, _properties, stack_name):
    physical_id = f"{stack_name}-{logical_id}"
    return physical_id, {"Id": physical_id}


def update(physical_id, _before, _after, _stack_name):
    return physical_id, {}


def delete(_physical_id, _properties):
    return None


for kind in NOT_EMULATED:
    provisioners._RESOURCE_HANDLERS.setdefault(kind, {"create": create, "update": update, "delete": delete})

ALARM = provisioners._RESOURCE_HANDLERS["AWS::CloudWatch::Alarm"]
create_alarm = ALARM["create"]


def create_any_alarm(logical_id, properties, stack_name):
    """An alarm over more than one figure, or over one with a label, is taken and not acted on."""
    if "Metrics" in properties:
        physical_id, _ = create(logical_id, properties, stack_name)
        return physical_id, {"Arn": f"arn:aws:cloudwatch:us-east-1:111122223333:alarm:{physical_id}"}
    return create_alarm(logical_id, properties, stack_name)


ALARM["create"] = create_any_alarm

main()
