extension CodedMessage {
    /// Where credentials come from, and why there are none.
    static let credentialWords: [String: String] = [
        "source.environment": "the environment",
        "source.profile": "the profile “{profile}” in {file}",
        "source.process": "the credential_process of the profile “{profile}”",
        "source.container": "this container's role ({variable})",
        "source.instance": "this instance's role “{role}”",
        "source.portal": "single sign-on as set up in the profile “{profile}” in {file}",
        "source.portal.role": "the role {role} of {account}, by {source}",
        "source.role": "the role {role} of {source}",
        "source.through": "{source}, through {other}",

        "credentials.none":
            "No AWS credentials were found. Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or put them into {file} "
            + "under [{profile}].",
        "credentials.secret": "AWS_ACCESS_KEY_ID is set but AWS_SECRET_ACCESS_KEY is not. Set both or neither.",
        "credentials.expiration":
            "AWS_CREDENTIAL_EXPIRATION is “{value}”. Write a time such as 2026-11-23T08:14:05Z.",
        "credentials.half":
            "One of the two keys is missing in {source}, which needs both aws_access_key_id and aws_secret_access_key.",
        "credentials.expired": "The credentials of {source} have expired. Renew them.",
        "credentials.login":
            "The profile “{profile}” is one of `aws login`, which only the AWS command line can use. Give another "
            + "profile credential_process = aws configure export-credentials --profile {profile} --format process.",

        "process.empty": "The credential_process of the profile “{profile}” is not a command.",
        "process.missing": "The credential_process of the profile “{profile}” cannot be run (“{program}”).",
        "process.slow": "The credential_process of the profile “{profile}” took more than {seconds} s.",
        "process.failed": "The credential_process of the profile “{profile}” failed: {said}.",
        "process.failed.silently": "The credential_process of the profile “{profile}” failed and said nothing.",
        "process.output":
            "The credential_process of the profile “{profile}” printed something other than credentials of version 1 "
            + "with AccessKeyId and SecretAccessKey.",

        "process.expiration":
            "The credential_process of the profile “{profile}” printed the Expiration “{value}”. It must be a time such as "
            + "2026-11-23T08:14:05Z.",

        "container.address": "{variable} is not an address that credentials could come from.",
        "container.insecure":
            "{variable} leads to {host} without TLS. Credentials must come from this machine, from the container's host, "
            + "or over https.",
        "container.refused": "This container's role ({variable}) gives no credentials: HTTP status {status}.",
        "container.unreadable": "This container's role ({variable}) answers with something other than credentials.",

        "container.expiration":
            "This container's role ({variable}) gives credentials whose Expiration, “{value}”, is no time such as "
            + "2026-11-23T08:14:05Z.",
        "instance.expiration":
            "This instance's role “{role}” gives credentials whose Expiration, “{value}”, is no time such as "
            + "2026-11-23T08:14:05Z.",

        "portal.session": "The profile “{profile}” names the sso_session “{session}”, which {config} lacks.",
        "portal.difference": "The profile “{profile}” and the sso-session “{session}” differ in {setting}.",
        "portal.incomplete": "The profile “{profile}” is set up for single sign-on but lacks {setting}.",
        "portal.region": "The profile “{profile}” has the sso_region “{region}”, which is no AWS region.",
        "portal.refused": "{problem} If you are no longer signed in, run `{command}`.",
        "portal.out": "You are not signed in with {source}. Run `{command}`.",
        "portal.token": "{file} holds no token. Run `{command}`.",
        "portal.expiration":
            "{file} has the expiresAt “{value}”, which is no time such as 2026-11-23T08:14:05Z. Run `{command}`.",
        "portal.expired": "Your sign-on with {source} has expired. Run `{command}`.",

        "role.code":
            "The profile “{profile}” asks for a one-time code (mfa_serial), and a sync has nobody to ask. Choose a "
            + "profile without one, or a credential_process that asks.",
        "role.empty": "The profile “{profile}” has an empty role_arn. Fill it in or remove it.",
        "role.source.none":
            "The profile “{profile}” has a role_arn, but neither source_profile nor credential_source says with which "
            + "credentials to ask for it.",
        "role.source.both": "The profile “{profile}” has both source_profile and credential_source. Keep one.",
        "role.source.missing":
            "The profile “{profile}” takes its credentials from “{source}”, which is neither in {credentials} nor in "
            + "{config}.",
        "role.source.circle": "The profile “{profile}” goes in a circle: source_profile leads back to “{source}”.",
        "role.source.empty": "The profile “{source}” has no credentials, and “{profile}” needs them for its role.",
        "role.machine.empty": "The profile “{profile}” takes its credentials from {source}, and there are none.",
        "role.machine":
            "The profile “{profile}” has the credential_source “{source}”. It can be Environment, EcsContainer or "
            + "Ec2InstanceMetadata.",
        "role.identity":
            "A web identity token is named by {source}, but no role. Set AWS_ROLE_ARN, or role_arn in the profile.",

        "token.container": "the container's authorization token",
        "token.identity": "the web identity token of {source}",
        "token.unreadable": "{file} should hold {token} but cannot be read: {detail}.",
        "token.missing": "{file} should hold {token} but does not exist.",
        "token.empty": "{file} should hold {token} but holds no token.",
    ]
}
