"""deploy/cloudformation.yaml: what cfn-lint says of it, what a stand-in for AWS makes of it, and what its machines do."""

import ast
import base64
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import boto3
import pytest
from cfnlint.decode.cfn_yaml import load
from documents import ROOT, block, table
from moto import mock_aws
from two_machines import FRONT, apache, namespaces, readable, run, started  # noqa: F401

TEMPLATE = ROOT / "deploy/cloudformation.yaml"
FRONT_AND_BACK = "## A front end and a back end"
ANYWHERE = "0.0.0.0/0"


def plain(value):
    """A value of the template without where it stands."""
    return json.loads(json.dumps(value))


DOCUMENT = plain(load(str(TEMPLATE)))
RESOURCES = DOCUMENT["Resources"]


def of_kind(kind):
    return {name: thing["Properties"] for name, thing in RESOURCES.items() if thing["Type"] == kind}


def filled(text):
    """What Fn::Sub makes of a text."""
    values = {"HostName": "front.example", "Diary": "vol-0123", "AWS::Region": "eu-west-1"}
    return re.sub(r"\$\{([\w:]+)\}", lambda match: values[match[1]], text)


def user_data(machine):
    return filled(RESOURCES[machine]["Properties"]["UserData"]["Fn::Base64"]["Fn::Sub"])


class Made:
    """The stack as the stand-in has made it."""

    def __init__(self, way):
        self.ec2, stacks = boto3.client("ec2"), boto3.client("cloudformation")
        parameters = {"HostName": "front.example", "WayToRekognition": way, "AddressForSSH": "203.0.113.9/32"}
        stacks.create_stack(
            StackName=way, TemplateBody=TEMPLATE.read_text(), Capabilities=["CAPABILITY_IAM"],
            Parameters=[{"ParameterKey": key, "ParameterValue": value} for key, value in parameters.items()])
        [stack] = stacks.describe_stacks(StackName=way)["Stacks"]
        assert stack["StackStatus"] == "CREATE_COMPLETE"
        self.outputs = {output["OutputKey"]: output["OutputValue"] for output in stack["Outputs"]}
        made = stacks.list_stack_resources(StackName=way)["StackResourceSummaries"]
        self.ids = {at["LogicalResourceId"]: at["PhysicalResourceId"] for at in made if at.get("PhysicalResourceId")}
        # What ties two things together has the identity of one of them, and comes after it.
        self.names = {identity: name for name, identity in reversed(self.ids.items())}

    def routes(self, table):
        """Where a table leads to, besides within the network."""
        [found] = self.ec2.describe_route_tables(RouteTableIds=[self.ids[table]])["RouteTables"]
        targets = set()
        for route in found["Routes"]:
            if route.get("GatewayId") == "local":
                assert route["DestinationCidrBlock"] == "192.168.0.0/16"
                continue
            place = route.get("DestinationCidrBlock", "S3")
            targets.add((place, self.names[route.get("GatewayId") or route["NatGatewayId"]]))
        return targets

    def ingress(self, group):
        """The ports that a group opens, and to whom."""
        [found] = self.ec2.describe_security_groups(GroupIds=[self.ids[group]])["SecurityGroups"]
        opened = set()
        for rule in found["IpPermissions"]:
            assert rule["IpProtocol"] == "tcp" and rule["FromPort"] == rule["ToPort"] and not rule["Ipv6Ranges"], rule
            sources = [at["CidrIp"] for at in rule["IpRanges"]] + [self.names[at["GroupId"]] for at in rule["UserIdGroupPairs"]]
            opened |= {(rule["FromPort"], source) for source in sources}
        return opened


# Resources that the stand-in does not know; what is asserted of them is read from the template.
pytestmark = pytest.mark.filterwarnings("ignore:Tried to parse")


@pytest.fixture(scope="module", params=["endpoint", "nat"])
def made(request):
    keys = {"AWS_ACCESS_KEY_ID": "x", "AWS_SECRET_ACCESS_KEY": "x", "AWS_DEFAULT_REGION": "eu-west-1"}
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith("AWS_")]:
            patch.delenv(name)
        for name, value in keys.items():
            patch.setenv(name, value)
        with mock_aws():
            made = Made(request.param)
            made.way = request.param
            yield made


def test_the_linter_has_nothing_to_say():
    lint = [Path(sys.executable).with_name("cfn-lint"), "--regions", "us-east-1", "eu-west-1", "--", TEMPLATE]
    result = subprocess.run(lint, capture_output=True, text=True, check=False)
    assert (result.returncode, result.stdout) == (0, "")


def test_a_public_and_a_private_subnet_lie_in_the_network(made):
    [network] = made.ec2.describe_vpcs(VpcIds=[made.ids["Network"]])["Vpcs"]
    assert network["CidrBlock"] == "192.168.0.0/16"
    subnets = made.ec2.describe_subnets(SubnetIds=[made.ids["PublicSubnet"], made.ids["PrivateSubnet"]])["Subnets"]
    assert {(made.names[at["SubnetId"]], at["CidrBlock"], made.names[at["VpcId"]]) for at in subnets} == {
        ("PublicSubnet", "192.168.0.0/24", "Network"), ("PrivateSubnet", "192.168.1.0/24", "Network")}
    assert [at["MapPublicIpOnLaunch"] for at in of_kind("AWS::EC2::Subnet").values()] == [False, False]
    [gateway] = made.ec2.describe_internet_gateways(InternetGatewayIds=[made.ids["InternetGateway"]])["InternetGateways"]
    assert [at["VpcId"] for at in gateway["Attachments"]] == [made.ids["Network"]]


def test_only_the_public_subnet_is_led_to_the_internet_and_the_private_one_to_its_bucket(made):
    assert made.routes("PublicRoutes") == {(ANYWHERE, "InternetGateway")}
    through = {(ANYWHERE, "NATGateway")} if made.way == "nat" else set()
    assert made.routes("PrivateRoutes") == {("S3", "BucketEndpoint")} | through


def test_each_subnet_has_its_routes():
    # The stand-in forgets which table a subnet has.
    of_subnets = of_kind("AWS::EC2::SubnetRouteTableAssociation").values()
    assert sorted((at["SubnetId"]["Ref"], at["RouteTableId"]["Ref"]) for at in of_subnets) == [
        ("PrivateSubnet", "PrivateRoutes"), ("PublicSubnet", "PublicRoutes")]


def test_there_is_one_way_to_rekognition(made):
    endpoints = {at["ServiceName"]: at for at in made.ec2.describe_vpc_endpoints()["VpcEndpoints"]}
    gateways = made.ec2.describe_nat_gateways()["NatGateways"]
    bucket = endpoints.pop("com.amazonaws.eu-west-1.s3")
    assert bucket["VpcEndpointType"] == "Gateway" and bucket["RouteTableIds"] == [made.ids["PrivateRoutes"]]
    if made.way == "nat":
        assert endpoints == {} and [at["SubnetId"] for at in gateways] == [made.ids["PublicSubnet"]]
        return
    assert gateways == []
    [(name, endpoint)] = endpoints.items()
    assert name == "com.amazonaws.eu-west-1.rekognition" and endpoint["VpcEndpointType"] == "Interface"
    # Rekognition's usual name leads there.
    assert endpoint["PrivateDnsEnabled"] and RESOURCES["Network"]["Properties"]["EnableDnsHostnames"] is True
    assert endpoint["SubnetIds"] == [made.ids["PrivateSubnet"]]
    assert [made.names[group["GroupId"]] for group in endpoint["Groups"]] == ["EndpointGroup"]


def test_endpoints_let_through_what_the_journal_needs():
    policies = {name: at["PolicyDocument"]["Statement"] for name, at in of_kind("AWS::EC2::VPCEndpoint").items()}
    [bucket], [rekognition] = policies["BucketEndpoint"], policies["RekognitionEndpoint"]
    assert bucket["Resource"] == [{"Fn::GetAtt": ["Bucket", "Arn"]}, {"Fn::Sub": "${Bucket.Arn}/*"}]
    assert rekognition["Action"] == "rekognition:DetectFaces"


def test_the_price_is_told_where_the_way_is_chosen():
    told = DOCUMENT["Parameters"]["WayToRekognition"]["Description"]
    rows = {row[0].split("`")[1]: row[2] for row in table(under="`WayToRekognition` chooses")}
    assert set(rows) == set(DOCUMENT["Parameters"]["WayToRekognition"]["AllowedValues"])
    for way, row in rows.items():
        prices = re.findall(r"\$[\d.]*\d", row)
        mine = told[told.index(f"{way}, for") :].split(".  ")[0]
        assert prices and all(price in mine for price in prices), way
    assert float(re.search(r"about \$([\d.]+) a month", rows["endpoint"])[1]) == round(730 * 0.01, 2)
    assert float(re.search(r"about \$([\d.]+) a month", rows["nat"])[1]) == round(730 * (0.045 + 0.005), 2)


def test_doors_are_open_to_whom_the_documentation_says_and_to_nobody_else(made):
    assert made.ingress("FrontEndGroup") == {
        (80, ANYWHERE), (443, ANYWHERE), (22, "203.0.113.9/32"), (3142, "BackEndGroup")}
    assert made.ingress("BackEndGroup") == {(8080, "FrontEndGroup"), (22, "FrontEndGroup")}
    if made.way == "endpoint":
        assert made.ingress("EndpointGroup") == {(443, "BackEndGroup")}
    assert table(under=FRONT_AND_BACK) == [
        ["front end", "80, 443", "anywhere"], ["front end", "22", "your own address"],
        ["back end", "8080", "the front end's security group only"], ["back end", "22", "your own address, or the front end"]]


def test_the_back_end_gets_out_to_what_it_needs():
    out = RESOURCES["BackEndGroup"]["Properties"]["SecurityGroupEgress"]
    assert [(at["ToPort"], at["CidrIp"]) for at in out] == [(443, ANYWHERE), (3142, "192.168.0.5/32")]


@pytest.mark.parametrize("address, taken", [
    ("", True), ("203.0.113.9/32", True), ("198.51.100.0/24", True), ("0.0.0.0/0", False), ("0.0.0.0/1", False), ("203.0.113.9", False)])
def test_nobody_opens_ssh_to_the_world(address, taken):
    rule = DOCUMENT["Parameters"]["AddressForSSH"]
    assert bool(re.fullmatch(rule["AllowedPattern"], address)) is taken
    assert rule["Default"] == "" and RESOURCES["FrontEndLogin"]["Condition"] == "HasSSH"


def test_machines_stand_where_they_belong(made):
    machines = {}
    for reservation in made.ec2.describe_instances()["Reservations"]:
        for machine in reservation["Instances"]:
            subnet, role = made.names[machine["SubnetId"]], machine.get("IamInstanceProfile")
            machines[made.names[machine["InstanceId"]]] = (subnet, machine["PrivateIpAddress"], role is not None)
    assert machines == {
        "FrontEnd": ("PublicSubnet", "192.168.0.5", False), "BackEnd": ("PrivateSubnet", "192.168.1.7", True)}
    [address] = made.ec2.describe_addresses(PublicIps=[made.outputs["PublicAddress"]])["Addresses"]
    assert address["PublicIp"] == made.ids["FrontEndAddress"]
    [association] = of_kind("AWS::EC2::EIPAssociation").values()
    assert association["InstanceId"] == {"Ref": "FrontEnd"}


@pytest.mark.parametrize("name", ["FrontEnd", "BackEnd"])
def test_machines_are_debian_need_tokens_and_have_encrypted_disks(name):
    machine = of_kind("AWS::EC2::Instance")[name]
    # The stand-in does not know what this leads to.
    assert machine["ImageId"] == "{{resolve:ssm:/aws/service/debian/release/12/latest/amd64}}"
    assert machine["MetadataOptions"] == {"HttpTokens": "required", "HttpPutResponseHopLimit": 1}
    assert [disk["Ebs"]["Encrypted"] for disk in machine["BlockDeviceMappings"]] == [True]
    assert machine["SecurityGroupIds"] == [{"Fn::GetAtt": [f"{name}Group", "GroupId"]}]


def test_the_diary_outlives_the_machine_and_the_stack(made):
    diary = RESOURCES["Diary"]
    assert (diary["DeletionPolicy"], diary["UpdateReplacePolicy"]) == ("Snapshot", "Snapshot")
    assert diary["Properties"]["Encrypted"] is True
    [volume] = made.ec2.describe_volumes(VolumeIds=[made.ids["Diary"]])["Volumes"]
    assert [at["InstanceId"] for at in volume["Attachments"]] == [made.ids["BackEnd"]]


def test_the_bucket_is_private_encrypted_and_stays(made):
    bucket = RESOURCES["Bucket"]
    assert (bucket["DeletionPolicy"], bucket["UpdateReplacePolicy"]) == ("Retain", "Retain")
    s3, name = boto3.client("s3"), made.ids["Bucket"]
    assert made.outputs["Remote"] == f"s3://{name}/journal"
    [rule] = s3.get_bucket_encryption(Bucket=name)["ServerSideEncryptionConfiguration"]["Rules"]
    assert rule["ApplyServerSideEncryptionByDefault"]["SSEAlgorithm"] == "AES256"
    blocked = bucket["Properties"]["PublicAccessBlockConfiguration"]
    assert len(blocked) == 4 and all(value is True for value in blocked.values())
    assert bucket["Properties"]["OwnershipControls"] == {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]}
    assert "Status" not in s3.get_bucket_versioning(Bucket=name)


def test_the_bucket_refuses_what_is_not_encrypted_on_the_way():
    [policy] = of_kind("AWS::S3::BucketPolicy").values()
    assert policy["Bucket"] == {"Ref": "Bucket"}
    assert policy["PolicyDocument"]["Statement"] == [{
        "Effect": "Deny", "Principal": "*", "Action": "s3:*",
        "Resource": [{"Fn::GetAtt": ["Bucket", "Arn"]}, {"Fn::Sub": "${Bucket.Arn}/*"}],
        "Condition": {"Bool": {"aws:SecureTransport": "false"}}}]


def test_the_role_may_do_what_the_documentation_says_and_nothing_else(made):
    documented = block("json").replace("arn:aws:s3:::my-bucket", f"arn:aws:s3:::{made.ids['Bucket']}")
    iam, role = boto3.client("iam"), made.ids["Role"]
    [name] = iam.list_role_policies(RoleName=role)["PolicyNames"]
    made_of_it = iam.get_role_policy(RoleName=role, PolicyName=name)["PolicyDocument"]
    assert ast.literal_eval(made_of_it) == json.loads(documented)
    assert iam.list_attached_role_policies(RoleName=role)["AttachedPolicies"] == []
    assert [at["Roles"] for at in of_kind("AWS::IAM::InstanceProfile").values()] == [[{"Ref": "Role"}]]


def written(machine, path):
    """What a machine writes into a file when it is made."""
    return re.search(rf"^cat >{re.escape(path)} <<'END'\n(.*?)^END$", user_data(machine), re.DOTALL | re.MULTILINE)[1]


def test_the_machines_have_the_documented_configuration_word_for_word():
    assert written("FrontEnd", "/etc/apache2/sites-available/journal.conf") == block("apache", under=FRONT_AND_BACK)
    path = "/etc/systemd/system/journal.service"
    assert f"# {path}\n" + written("BackEnd", path) == block("ini", under=FRONT_AND_BACK)


@pytest.fixture
def machine(tmp_path):
    """Runs a machine's user data below a folder; programs that would change this machine only say that they were called."""
    programs = tmp_path / "bin"
    programs.mkdir()
    calls = tmp_path / "calls"
    for name in ["apt-get", "a2enmod", "a2ensite", "blkid", "chown", "mkfs.ext4", "mount", "systemctl", "useradd"]:
        program = programs / name
        program.write_text(f'#!/bin/sh\necho "${{0##*/}} $*" >>{calls}\n[ "${{0##*/}}" != blkid ] || exit "${{BLKID:-2}}"\n')
        program.chmod(0o755)
    for folder in ["etc/apache2/sites-available", "etc/systemd/system", "etc/apt/sources.list.d", "dev/disk/by-id", "var/lib"]:
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "dev/disk/by-id/nvme-Amazon_Elastic_Block_Store_vol0123").touch()

    def run(name, **settings):
        script = tmp_path / "user-data"
        script.write_text(re.sub(r"(?<![\w.])/(?=(etc|var|dev)/)", f"{tmp_path}/", user_data(name)))
        subprocess.run(["bash", script], check=True, timeout=60, env={"PATH": f"{programs}:{os.environ['PATH']}", **settings})
        return calls.read_text()

    return run


@pytest.mark.parametrize("name", ["FrontEnd", "BackEnd"])
def test_user_data_is_sound_and_runs(machine, name):
    lint = ["shellcheck", "-"]
    result = subprocess.run(lint, input=user_data(name), capture_output=True, text=True, check=False)
    assert (result.returncode, result.stdout) == (0, "")
    calls = machine(name)
    assert calls.splitlines()[-1] == {
        "FrontEnd": "systemctl start --no-block journal-certificate", "BackEnd": "systemctl restart systemd-timesyncd"}[name]
    # EC2 takes at most 16 KiB of it.
    assert len(base64.b64encode(user_data(name).encode())) < 16 * 1024


@pytest.mark.parametrize("found, formats", [(2, True), (0, False), (8, False), (4, False)])
def test_a_disk_is_formatted_only_if_nothing_is_on_it(machine, found, formats):
    calls = machine("BackEnd", BLKID=str(found))
    assert ("mkfs.ext4" in calls) is formats
    assert "mount " in calls


def test_http_leads_to_https_except_for_certificates_and_packages(namespaces, readable):  # noqa: F811
    page = written("FrontEnd", "/etc/apache2/sites-available/000-default.conf").replace("/var/www/html", str(readable))
    packages = written("FrontEnd", "/etc/apache2/sites-available/packages.conf")
    challenge = readable / ".well-known/acme-challenge"
    challenge.mkdir(parents=True)
    (challenge / "proof").write_text("proved")
    (readable / "configuration").write_text(apache(readable, page, packages, listen=[80]))
    front, _ = namespaces
    curl = ["ip", "netns", "exec", front, "curl", "--silent", "--resolve", f"front.example:80:{FRONT}"]
    with started("ip", "netns", "exec", front, "apache2", "-f", readable / "configuration", "-DFOREGROUND"):
        waiting = ["--retry", "60", "--retry-connrefused", "--retry-delay", "1"]
        answer = run(*curl, *waiting, "--include", "http://front.example/journal/x?y=z").decode()
        assert "Location: https://front.example/journal/x?y=z\r\n" in answer
        assert run(*curl, "http://front.example/.well-known/acme-challenge/proof") == b"proved"
        # For packages it asks Debian's servers, of which there are none here, and for nothing else anybody.
        for path, status in [("debian/dists", b"500"), ("debian-security/dists", b"500"), ("proof", b"404")]:
            command = [*curl, "--output", "/dev/null", "--write-out", "%{http_code}", f"http://{FRONT}:3142/{path}"]
            assert run(*command) == status
