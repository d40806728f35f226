/**
 * Names of months and weekdays for the two languages that Chromium lacks (Georgian) or writes wrongly (Azerbaijani),
 * after CLDR 46. Weekdays begin with Sunday, as `Date` counts.
 */
export interface OwnNames {
  readonly months: readonly string[]
  readonly shortMonths: readonly string[]
  readonly shortWeekdays: readonly string[]
}

const list = (text: string): readonly string[] => text.split(' ')

export const ownNames: Readonly<Partial<Record<string, OwnNames>>> = {
  ka: {
    months: list('იანვარი თებერვალი მარტი აპრილი მაისი ივნისი ივლისი აგვისტო სექტემბერი ოქტომბერი ნოემბერი დეკემბერი'),
    shortMonths: list('იან. თებ. მარ. აპრ. მაი. ივნ. ივლ. აგვ. სექ. ოქტ. ნოე. დეკ.'),
    shortWeekdays: list('კვი ორშ სამ ოთხ ხუთ პარ შაბ'),
  },
  az: {
    months: list('yanvar fevral mart aprel may iyun iyul avqust sentyabr oktyabr noyabr dekabr'),
    shortMonths: list('yan fev mar apr may iyn iyl avq sen okt noy dek'),
    shortWeekdays: list('B. B.e. Ç.a. Ç. C.a. C. Ş.'),
  },
}
