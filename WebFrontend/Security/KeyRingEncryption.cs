using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;
using Microsoft.Extensions.Options;

namespace Conduit.WebFrontend.Security;

/// <summary>
/// Encrypts a key of the key ring before it is stored: AES-256-GCM, with a key derived from a secret that the database does not have.
/// </summary>
internal sealed class KeyRingEncryptor(string secret) : IXmlEncryptor
{
    public EncryptedXmlInfo Encrypt(XElement plaintextElement)
    {
        var data = KeyRingCipher.Encrypt(secret, plaintextElement.ToString(SaveOptions.DisableFormatting));
        return new(new XElement("encryptedKey", Convert.ToBase64String(data)), typeof(KeyRingDecryptor));
    }
}

/// <summary>
/// Decrypts such a key. Data Protection creates it by the type's name that is stored beside the key, and passes the services.
/// </summary>
internal sealed class KeyRingDecryptor(IServiceProvider services) : IXmlDecryptor
{
    public XElement Decrypt(XElement encryptedElement)
    {
        var options = services.GetRequiredService<IOptions<KeyRingOptions>>().Value;
        return XElement.Parse(KeyRingCipher.Decrypt(options.Key!, Convert.FromBase64String(encryptedElement.Value)));
    }
}

/// <summary>AES-256-GCM; the encrypted data is the nonce, the tag and the cipher text.</summary>
internal static class KeyRingCipher
{
    private const int KeySize = 32;
    private static readonly int NonceSize = AesGcm.NonceByteSizes.MaxSize;
    private static readonly int TagSize = AesGcm.TagByteSizes.MaxSize;

    public static byte[] Encrypt(string secret, string text)
    {
        var plain = Encoding.UTF8.GetBytes(text);
        var data = new byte[NonceSize + TagSize + plain.Length];
        var nonce = data.AsSpan(0, NonceSize);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(KeyOf(secret), TagSize);
        aes.Encrypt(nonce, plain, data.AsSpan(NonceSize + TagSize), data.AsSpan(NonceSize, TagSize));
        return data;
    }

    /// <exception cref="CryptographicException">The secret is another one, or the data was changed.</exception>
    public static string Decrypt(string secret, ReadOnlySpan<byte> data)
    {
        if (data.Length < NonceSize + TagSize) throw new CryptographicException("An encrypted key of the key ring is too short.");
        var plain = new byte[data.Length - NonceSize - TagSize];
        using var aes = new AesGcm(KeyOf(secret), TagSize);
        aes.Decrypt(data[..NonceSize], data[(NonceSize + TagSize)..], data.Slice(NonceSize, TagSize), plain);
        return Encoding.UTF8.GetString(plain);
    }

    private static byte[] KeyOf(string secret) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(secret), KeySize, info: "conduit key ring"u8.ToArray());
}
