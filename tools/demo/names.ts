/** Names of the invented country: peoples who came by road, by sea and by river. */
export interface Culture {
  female: readonly string[];
  male: readonly string[];
  surnames: readonly string[];
  /** Languages spoken at home, ISO 639-3. */
  languages: readonly string[];
  /** Of a hundred households, how many. */
  weight: number;
}

const words = (text: string): string[] => text.split(",").map((word) => word.trim());

export const cultures: readonly Culture[] = [
  {
    female: words(
      "Aicha, Salma, Khadija, Nadia, Leila, Samira, Houda, Yasmine, Zineb, Malika, Rania, Imane, Hanane, Souad, Latifa, Meryem",
    ),
    male: words(
      "Hamza, Youssef, Rachid, Tariq, Ilyas, Mehdi, Khalid, Anas, Bilal, Said, Nabil, Mustafa, Jamal, Idris, Reda, Adil",
    ),
    surnames: words(
      "El Amrani, Benali, Haddad, Bouzid, Mansouri, Tazi, Cherkaoui, Belkacem, Ziani, Saidi, Lahlou, Berrada, Naciri, Alaoui",
    ),
    languages: ["ara", "fra"],
    weight: 22,
  },
  {
    female: words("مريم, زينب, هدى, سلمى, نور, ليلى, رنا, أسماء, خديجة, سعاد, إيمان, حنان"),
    male: words("أحمد, يوسف, خالد, عمر, إبراهيم, حسن, طارق, سعيد, محمود, علي, مصطفى, ياسين"),
    surnames: words("الحداد, المنصوري, بن علي, الشامي, النجار, الخطيب, السعدي, القاسم, العمري"),
    languages: ["ara"],
    weight: 9,
  },
  {
    female: words(
      "Wanjiku, Achieng, Njeri, Akinyi, Wambui, Zawadi, Neema, Rehema, Atieno, Halima, Mercy, Esther, Faith, Joyce, Lucy, Nyambura",
    ),
    male: words(
      "Kamau, Otieno, Mwangi, Juma, Baraka, Ochieng, Kiprono, Hassan, Brian, Peter, James, Joseph, David, Kevin, Musa, Simon",
    ),
    surnames: words(
      "Kariuki, Odhiambo, Mutua, Kimani, Wekesa, Omondi, Cheruiyot, Mwakio, Abdalla, Ouma, Gitau, Kiptoo, Maina, Nyong'o",
    ),
    languages: ["swa", "eng"],
    weight: 20,
  },
  {
    female: words(
      "Selam, Tigist, Hiwot, Meron, Almaz, Bethlehem, Genet, Mulu, Rahel, Senait, Tsehay, Worknesh",
    ),
    male: words(
      "Abebe, Dawit, Tesfaye, Girma, Bekele, Yonas, Solomon, Getachew, Mulugeta, Haile, Kebede, Elias",
    ),
    surnames: words(
      "Tadesse, Alemu, Desta, Gebre, Wolde, Assefa, Mekonnen, Lemma, Negash, Demissie, Hailu, Zewde",
    ),
    languages: ["amh", "eng"],
    weight: 12,
  },
  {
    female: words(
      "Mariama, Aïssatou, Fatou, Awa, Ndeye, Kadiatou, Oumou, Bintou, Adama, Rokia, Abena, Efua, Akosua",
    ),
    male: words(
      "Mamadou, Ousmane, Ibrahima, Cheikh, Moussa, Abdoulaye, Seydou, Modou, Kwame, Kofi, Yaw, Boubacar, Lamine",
    ),
    surnames: words(
      "Ndiaye, Traoré, Sow, Keïta, Coulibaly, Camara, Diop, Touré, Owusu, Asante, Boateng, Cissé, Bah",
    ),
    languages: ["wol", "fra"],
    weight: 15,
  },
  {
    female: words("Camille, Élodie, Chloé, Amélie, Céline, Manon, Hélène, Noémie, Claire, Margaux"),
    male: words("Julien, Mathieu, Étienne, Luc, Antoine, Rémi, Olivier, Bastien, Hugo, Thomas"),
    surnames: words("Moreau, Lefèvre, Girard, Rousseau, Bonnet, Chevalier, Perrin, Dubois, Noël"),
    languages: ["fra"],
    weight: 6,
  },
  {
    female: words("Lucía, María José, Carmen, Sofía, Ximena, Paula, Inés, Rosario, Pilar, Daniela"),
    male: words("Mateo, Santiago, Javier, Andrés, Diego, José Luis, Pablo, Raúl, Tomás, Iván"),
    surnames: words(
      "García López, Hernández, Muñoz, Ibáñez, Romero, Castillo, Núñez, Ortega, Peña, Vargas",
    ),
    languages: ["spa"],
    weight: 7,
  },
  {
    female: words(
      "Priya, Anjali, Sunita, Nasreen, Shabnam, Kavita, Lakshmi, Ayesha, Meena, Ruksana",
    ),
    male: words("Ravi, Imran, Sanjay, Arjun, Faisal, Vijay, Nadeem, Suresh, Rahul, Kamal"),
    surnames: words("Sharma, Khan, Patel, Begum, Chowdhury, Perera, Nair, Rahman, Siddiqui, Das"),
    languages: ["urd", "eng"],
    weight: 9,
  },
];
